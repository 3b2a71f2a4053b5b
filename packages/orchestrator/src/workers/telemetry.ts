import type { Metrics } from '@parley/runtime';

/** What is counted about workers. Names are the `event` label of `parley_worker_events_total`. */
export type WorkerEvent =
  | 'routing_decision'
  | 'affinity_hit'
  | 'affinity_miss'
  | 'no_worker'
  | 'capability_filtered'
  | 'health_filtered'
  | 'registry_entry_invalid'
  | 'registry_unreachable'
  | 'lease_refused'
  | 'session_started'
  | 'session_reused'
  | 'session_evicted'
  | 'session_start_failed'
  | 'session_start_late'
  | 'failover'
  | 'delayed'
  | 'stale_frame'
  | 'protocol_error'
  | 'frozen'
  | 'probe_failed'
  | 'circuit_opened'
  | 'stale_transcript';

/** Counts what happens between the orchestrator and its workers. */
export interface WorkerTelemetry {
  count(event: WorkerEvent, amount?: number): void;
  /** Time from the first text given to a reply until its first frame. */
  firstFrame(elapsedMs: number): void;
  routingTime(elapsedMs: number): void;
}

export function createWorkerTelemetry(metrics: Metrics): WorkerTelemetry {
  const events = metrics.counter({
    name: 'parley_worker_events_total',
    help: 'What happened between the orchestrator and its workers.',
    labels: ['event'],
  });
  const firstFrame = metrics.histogram({
    name: 'parley_synthesis_first_frame_seconds',
    help: 'From the first text of a reply to its first frame.',
  });
  const routing = metrics.histogram({
    name: 'parley_routing_seconds',
    help: 'Time to choose a worker.',
    buckets: [0.000_01, 0.000_1, 0.001, 0.01, 0.1],
  });
  return {
    count: (event, amount = 1) => events.inc({ event }, amount),
    firstFrame: (elapsedMs) => firstFrame.observe(elapsedMs / 1000),
    routingTime: (elapsedMs) => routing.observe(elapsedMs / 1000),
  };
}
