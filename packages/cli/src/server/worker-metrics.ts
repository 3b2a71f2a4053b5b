import type { Metrics } from '@parley/runtime';
import { type GpuReading, type RedisRegistration, type RunningWorker, readGpus } from '@parley/worker';

export interface WorkerMetricsOptions {
  readonly metrics: Metrics;
  readonly worker: RunningWorker;
  readonly registration: RedisRegistration | undefined;
  /** `CUDA_VISIBLE_DEVICES` of this process. */
  readonly visibleDevices: string | undefined;
}

/** What a worker shows to Prometheus: what it tells the registry about its load, and its devices where it has any. */
export async function exposeWorker(options: WorkerMetricsOptions): Promise<void> {
  const { metrics, worker, registration } = options;
  const load: readonly (readonly [name: string, key: string, help: string])[] = [
    ['parley_worker_active_sessions', 'active_sessions', 'Sessions that the worker holds.'],
    ['parley_worker_queue_depth', 'queue_depth', 'Work that waits for a lane.'],
    ['parley_worker_models_loaded', 'models_loaded', 'Models in memory.'],
    ['parley_worker_real_time_factor', 'rtf', 'Time of inference by length of audio, lately.'],
  ];
  for (const [name, key, help] of load) {
    metrics.gauge({ name, help, read: () => worker.entry.metrics[key] ?? 0 });
  }
  metrics.gauge({
    name: 'parley_worker_capacity_sessions',
    help: 'Sessions that the worker can hold.',
    read: () => worker.entry.capabilities.max_concurrent_sessions,
  });
  if (registration !== undefined) {
    metrics.gauge({
      name: 'parley_worker_registered',
      help: '1 while the last heartbeat reached the registry.',
      read: () => Number(registration.registered),
    });
  }
  await exposeGpu(options);
}

const GPU_INTERVAL_MS = 10_000;

/** Asked when somebody looks, and not more often than every 10 s: the driver takes a second to answer. */
async function exposeGpu({ metrics, visibleDevices }: WorkerMetricsOptions): Promise<void> {
  let readings: readonly GpuReading[] = await readGpus(visibleDevices);
  if (readings.length === 0) return;
  let askedMs = performance.now();
  const sum = (figure: (gpu: GpuReading) => number) => () => {
    if (performance.now() - askedMs > GPU_INTERVAL_MS) {
      askedMs = performance.now();
      void readGpus(visibleDevices).then((now) => {
        readings = now;
      });
    }
    return readings.reduce((total, gpu) => total + figure(gpu), 0);
  };
  metrics.gauge({
    name: 'parley_worker_gpu_memory_used_bytes',
    help: 'Memory in use on the devices of this worker, as the driver tells it.',
    read: sum((gpu) => gpu.memoryUsedMiB * 1024 * 1024),
  });
  metrics.gauge({
    name: 'parley_worker_gpu_utilization_percent',
    help: 'Use of the devices of this worker, as the driver tells it.',
    read: sum((gpu) => gpu.utilizationPercent / Math.max(1, readings.length)),
  });
}
