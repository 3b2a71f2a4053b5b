import type { WorkerEntry } from '@parley/worker';

interface LoadFigure {
  readonly name: string;
  readonly help: string;
  readonly of: (entry: WorkerEntry) => number;
}

/** What a worker tells of its load, as Prometheus shows it. */
export const LOAD_FIGURES: readonly LoadFigure[] = [
  figure('parley_worker_active_sessions', 'active_sessions', 'Sessions that the worker holds.'),
  figure('parley_worker_queue_depth', 'queue_depth', 'Work that waits for a lane.'),
  figure('parley_worker_models_loaded', 'models_loaded', 'Models in memory.'),
  figure('parley_worker_model_references', 'model_references', 'Holds of sessions on models.'),
  figure('parley_worker_real_time_factor', 'rtf', 'Time of inference by length of audio, lately.'),
  {
    name: 'parley_worker_capacity_sessions',
    help: 'Sessions that the worker can hold.',
    of: ({ capabilities }) => capabilities.max_concurrent_sessions,
  },
];

function figure(name: string, key: string, help: string): LoadFigure {
  return { name, help, of: ({ metrics }) => metrics[key] ?? 0 };
}
