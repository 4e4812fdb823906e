/** A mean on the scale from 0 to 100 with its interval; the figures stand beside it. */
export function Interval({ mean, low, high }: { mean: number; low: number; high: number }) {
  return (
    <svg
      className="ballot-interval"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line x1="0" x2="100" y1="5" y2="5" className="base" />
      {[25, 50, 75].map((x) => (
        <line key={x} x1={x} x2={x} y1="4" y2="6" className="base" />
      ))}
      <rect x={low} y="2" width={Math.max(0.6, high - low)} height="6" className="reach" />
      <line x1={mean} x2={mean} y1="0" y2="10" className="at" />
    </svg>
  );
}
