import type { Metrics } from '@parley/runtime';
import { type GpuReading, type RedisRegistration, type RunningWorker, readGpus } from '@parley/worker';
import { LOAD_FIGURES } from './load-figures.js';

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
  for (const { name, help, of } of LOAD_FIGURES) {
    metrics.gauge({ name, help, read: () => of(worker.entry) });
  }
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
