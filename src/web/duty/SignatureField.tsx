import { type PointerEvent, useRef } from 'react';
import { SIGNATURE_POINTS } from '../../contract/duty/operations.ts';
import { useT } from '../shell/language.tsx';

/** x, y, x, y, … in thousandths of the field's width. */
export type Stroke = readonly number[];

/** Height of the field in thousandths of its width. */
const HEIGHT = 360;

interface Props {
  readonly strokes: readonly Stroke[];
  readonly onChange: (strokes: readonly Stroke[]) => void;
}

/** A field to sign in with pen, finger or mouse. */
export function SignatureField({ strokes, onChange }: Props) {
  const t = useT();
  const drawing = useRef(false);
  const point = (e: PointerEvent<SVGSVGElement>): [number, number] => {
    const box = e.currentTarget.getBoundingClientRect();
    const scaled = (v: number): number =>
      Math.max(0, Math.min(1000, Math.round((v / box.width) * 1000)));
    return [scaled(e.clientX - box.left), scaled(e.clientY - box.top)];
  };
  const begin = (e: PointerEvent<SVGSVGElement>): void => {
    e.currentTarget.setPointerCapture(e.pointerId);
    drawing.current = true;
    const [x, y] = point(e);
    onChange([...strokes, [x, y, x, y]]);
  };
  const go = (e: PointerEvent<SVGSVGElement>): void => {
    const full = strokes.reduce((n, s) => n + s.length / 2, 0) >= SIGNATURE_POINTS;
    if (!drawing.current || full) return;
    const last = strokes.at(-1) ?? [];
    const [x, y] = point(e);
    // Points closer than the line is wide add nothing to see.
    if (Math.hypot(x - last.at(-2)!, y - last.at(-1)!) < 4) return;
    onChange([...strokes.slice(0, -1), [...last, x, y]]);
  };
  const end = (): void => {
    drawing.current = false;
  };
  return (
    <svg
      className="duty-signature"
      viewBox={`0 0 1000 ${HEIGHT}`}
      role="img"
      aria-label={t(strokes.length ? 'duty:sign-field-filled' : 'duty:sign-field')}
      onPointerDown={begin}
      onPointerMove={go}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <line x1="40" y1={HEIGHT - 60} x2="960" y2={HEIGHT - 60} className="duty-signature-line" />
      {strokes.map((s, i) => (
        <polyline key={i} points={pairs(s)} />
      ))}
    </svg>
  );
}

function pairs(stroke: Stroke): string {
  return stroke.map((v, i) => (i % 2 ? `${v} ` : `${v},`)).join('');
}
