/** `GET /metrics/summary`, read from the text of `/metrics`, so that the two cannot disagree. */
export function metricsSummary(exposition: string, uptimeSeconds: number) {
  const samples = parseSamples(exposition);
  const value = (name: string): number => samples.filter((sample) => sample.name === name).reduce(addUp, 0);
  const quantileMs = (name: string, share: number): number => histogramQuantile(samples, name, share) * 1000;
  return {
    status: 'ok',
    uptime_seconds: uptimeSeconds,
    metrics: {
      synthesis_total: value('parley_synthesis_total'),
      synthesis_errors: value('parley_synthesis_errors_total'),
      synthesis_active: value('parley_synthesis_active'),
      synthesis_queue_depth: value('parley_synthesis_queue_depth'),
      synthesis_latency_p50_ms: quantileMs('parley_first_audio_latency_seconds', 0.5),
      synthesis_latency_p95_ms: quantileMs('parley_first_audio_latency_seconds', 0.95),
      synthesis_latency_p99_ms: quantileMs('parley_first_audio_latency_seconds', 0.99),
      workers_active: value('parley_workers_active'),
      workers_idle: value('parley_workers_idle'),
      worker_utilization_percent: value('parley_worker_utilization_percent'),
      worker_tasks_total: value('parley_worker_tasks_total'),
      worker_errors: value('parley_worker_errors_total'),
      sessions_active: value('parley_sessions_active'),
      session_barge_in_p95_ms: quantileMs('parley_barge_in_latency_seconds', 0.95),
      sla_violations: value('parley_sla_violations_total'),
    },
  };
}

interface Sample {
  readonly name: string;
  /** Upper bound of a histogram's bucket. */
  readonly bound: number | undefined;
  readonly value: number;
}

function parseSamples(exposition: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of exposition.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (match?.[1] === undefined) continue;
    const bound = /(?:^|,)le="([^"]+)"/.exec(match[2] ?? '')?.[1];
    samples.push({
      name: match[1],
      bound: bound === undefined ? undefined : bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound),
      value: Number(match[3]),
    });
  }
  return samples;
}

const addUp = (sum: number, sample: Sample): number => sum + sample.value;

/** As Prometheus' `histogram_quantile`: linear within the bucket that holds the quantile. 0 when nothing was counted. */
function histogramQuantile(samples: readonly Sample[], name: string, share: number): number {
  const counts = new Map<number, number>();
  for (const { name: sampleName, bound, value } of samples) {
    if (sampleName === `${name}_bucket` && bound !== undefined)
      counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const rank = share * (buckets.at(-1)?.[1] ?? 0);
  if (rank === 0) return 0;
  let lowBound = 0;
  let below = 0;
  for (const [bound, upTo] of buckets) {
    if (upTo >= rank) {
      if (bound === Number.POSITIVE_INFINITY) return lowBound;
      return lowBound + (bound - lowBound) * ((rank - below) / (upTo - below));
    }
    lowBound = bound;
    below = upTo;
  }
  return lowBound;
}
