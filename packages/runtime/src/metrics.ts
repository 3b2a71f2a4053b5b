import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Latency buckets of the published histograms, in seconds. They are part of the dashboards' contract: changing one
 * changes every percentile that is read from them.
 */
export const LATENCY_BUCKETS_SECONDS: readonly number[] = [
  0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10,
];

export interface MetricOptions<Label extends string> {
  /** `parley_…`, with its unit at the end: `_seconds`, `_total`, `_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[] | undefined;
}

export interface GaugeOptions<Label extends string> extends MetricOptions<Label> {
  /** Asked at every scrape, for values that something else already keeps. */
  readonly read?: (() => number) | undefined;
}

export interface HistogramOptions<Label extends string> extends MetricOptions<Label> {
  /** Upper bounds. Default `LATENCY_BUCKETS_SECONDS`. */
  readonly buckets?: readonly number[] | undefined;
}

/** The metrics of one process. Asking for a name a second time returns the metric that is there. */
export interface Metrics {
  counter<Label extends string = never>(options: MetricOptions<Label>): Counter<Label>;
  gauge<Label extends string = never>(options: GaugeOptions<Label>): Gauge<Label>;
  histogram<Label extends string = never>(options: HistogramOptions<Label>): Histogram<Label>;
  /** Prometheus text, for `GET /metrics`. */
  render(): Promise<string>;
  /** The `Content-Type` of `render`. */
  readonly contentType: string;
  /** Forgets all metrics. */
  close(): void;
}

export interface MetricsOptions {
  /** Adds CPU, memory, event loop and garbage collection of the process. Default false. */
  readonly processMetrics?: boolean | undefined;
}

/** A registry of its own, so that two servers in one process (as in tests) do not add up. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });

  return {
    counter<Label extends string>({ name, help, labels = [] }: MetricOptions<Label>) {
      const known = registry.getSingleMetric(name);
      if (known instanceof Counter) return known as Counter<Label>;
      return new Counter<Label>({ name, help, labelNames: labels, registers: [registry] });
    },
    gauge<Label extends string>({ name, help, labels = [], read }: GaugeOptions<Label>) {
      const known = registry.getSingleMetric(name);
      if (known instanceof Gauge) return known as Gauge<Label>;
      const base = { name, help, labelNames: labels, registers: [registry] };
      if (read === undefined) return new Gauge<Label>(base);
      return new Gauge<Label>({
        ...base,
        collect() {
          this.set(read());
        },
      });
    },
    histogram<Label extends string>({
      name,
      help,
      labels = [],
      buckets = LATENCY_BUCKETS_SECONDS,
    }: HistogramOptions<Label>) {
      const known = registry.getSingleMetric(name);
      if (known instanceof Histogram) return known as Histogram<Label>;
      return new Histogram<Label>({
        name,
        help,
        labelNames: labels,
        buckets: [...buckets],
        registers: [registry],
      });
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
