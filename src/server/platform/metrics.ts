import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus reads: by operation, never by person or address. */
export interface Metrics {
  readonly request: (operation: string, status: number, seconds: number) => void;
  readonly text: () => Promise<string>;
}

/** `gauges` are asked for at each reading. */
export function createMetrics(
  gauges: Readonly<Record<string, () => number | Promise<number>>> = {},
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'shiji_requests_total',
    help: 'Requests answered, by operation and status',
    labelNames: ['operation', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'shiji_request_seconds',
    help: 'Time to answer, by operation',
    labelNames: ['operation'],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  });
  for (const [name, read] of Object.entries(gauges))
    new Gauge({
      name,
      help: name,
      registers: [registry],
      async collect() {
        // A database that is away leaves a gap in the curve, and the other numbers stand.
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
  return {
    request: (operation, status, took) => {
      requests.inc({ operation, status });
      seconds.observe({ operation }, took);
    },
    text: () => registry.metrics(),
  };
}
