import type { Metrics } from '@parley/runtime';
import type { WorkerEntry, WorkerRegistry } from '../workers/registry.js';

/** Gauges over the registered workers, read at every scrape. */
export function defineWorkerGauges(metrics: Metrics, registry: WorkerRegistry): void {
  const workers = (): WorkerEntry[] => [...registry.list('tts'), ...registry.list('asr')];
  const sessions = (worker: WorkerEntry): number => worker.metrics.active_sessions ?? 0;
  metrics.gauge({
    name: 'parley_workers_active',
    help: 'Workers with at least one session.',
    read: () => workers().filter((worker) => sessions(worker) > 0).length,
  });
  metrics.gauge({
    name: 'parley_workers_idle',
    help: 'Workers without a session.',
    read: () => workers().filter((worker) => sessions(worker) === 0).length,
  });
  metrics.gauge({
    name: 'parley_worker_utilization_percent',
    help: 'Sessions of all workers, of those that they can hold.',
    read() {
      const all = workers();
      const capacity = all.reduce((sum, worker) => sum + worker.capabilities.max_concurrent_sessions, 0);
      return capacity === 0 ? 0 : (all.reduce((sum, worker) => sum + sessions(worker), 0) / capacity) * 100;
    },
  });
}
