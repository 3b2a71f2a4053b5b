/** What an orchestrator tells on `/health` and `/metrics`. Times in seconds; NaN while nothing was measured. */
export interface OrchestratorFigures {
  readonly host: string;
  /** healthy, degraded, unhealthy, or unreachable. */
  readonly status: string;
  readonly sessions: number;
  readonly firstAudioP50: number;
  readonly firstAudioP95: number;
  readonly bargeInP95: number;
  readonly replies: number;
  readonly errors: number;
}

const TIMEOUT_MS = 2000;

/** Never rejects: one that does not answer is a row as well. */
export async function readOrchestrator(host: string): Promise<OrchestratorFigures> {
  try {
    const [health, metrics] = await Promise.all([get(`${host}/health`), get(`${host}/metrics`)]);
    const { status } = JSON.parse(health) as { status: string };
    return figuresOf(host, status, metrics);
  } catch {
    return figuresOf(host, 'unreachable', '');
  }
}

/** From the text of `/metrics`. */
export function figuresOf(host: string, status: string, metrics: string): OrchestratorFigures {
  const sum = (name: string): number => samples(metrics, name).reduce((total, { value }) => total + value, 0);
  return {
    host,
    status,
    sessions: sum('parley_sessions_active'),
    firstAudioP50: quantile(metrics, 'parley_first_audio_latency_seconds', 0.5),
    firstAudioP95: quantile(metrics, 'parley_first_audio_latency_seconds', 0.95),
    bargeInP95: quantile(metrics, 'parley_barge_in_latency_seconds', 0.95),
    replies: sum('parley_synthesis_total'),
    errors: sum('parley_synthesis_errors_total'),
  };
}

async function get(url: string): Promise<string> {
  // `/health` is 503 when something is missing, and says what.
  return (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text();
}

interface Sample {
  readonly labels: string;
  readonly value: number;
}

function samples(metrics: string, name: string): Sample[] {
  return metrics.split('\n').flatMap((line) => {
    const match = /^([a-zA-Z_:]+)(\{[^}]*\})? (\S+)/.exec(line);
    return match?.[1] === name ? [{ labels: match[2] ?? '', value: Number(match[3]) }] : [];
  });
}

/** As Prometheus' `histogram_quantile`: linear within the bucket; NaN without observations. */
export function quantile(metrics: string, name: string, share: number): number {
  const buckets = samples(metrics, `${name}_bucket`)
    .map(({ labels, value }) => ({ upTo: boundOf(labels), count: value }))
    .sort((a, b) => a.upTo - b.upTo);
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return Number.NaN;
  const wanted = share * total;
  let below = { upTo: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= wanted) {
      if (!Number.isFinite(bucket.upTo)) return below.upTo;
      const within = (wanted - below.count) / (bucket.count - below.count);
      return below.upTo + within * (bucket.upTo - below.upTo);
    }
    below = bucket;
  }
  return below.upTo;
}

function boundOf(labels: string): number {
  const bound = /le="([^"]*)"/.exec(labels)?.[1];
  return bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
}
