import type { WorkerRegistry } from '@parley/orchestrator';
import type { Logger, Metrics, SystemClock } from '@parley/runtime';
import type { WorkerKind } from '@parley/worker';
import { type RecogniserConfig, unmetWishes } from '../server/recogniser-choice.js';
import { workerHardware } from '../server/worker-hardware.js';
import { createEmbeddedMetrics } from './embedded-metrics.js';
import { type SupervisedWorker, superviseWorker } from './supervised-worker.js';

export interface EmbeddedWorkersOptions {
  readonly registry: WorkerRegistry;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly modelsDirectory: string;
  /** Model of each kind; a kind without one gets no worker. */
  readonly models: Readonly<Partial<Record<WorkerKind, string>>>;
  /** What it is to run on, and what else was asked of it. */
  readonly recogniser: RecogniserConfig;
  readonly logLevel: string;
  readonly logFormat: 'json' | 'pretty';
  /** `CUDA_VISIBLE_DEVICES`. */
  readonly visibleDevices: string | undefined;
}

/** The workers of a server that stands alone. Owns their processes and their entries in the registry. */
export interface EmbeddedWorkers {
  readonly workers: readonly SupervisedWorker[];
  /** Idempotent; returns when all processes have gone. */
  close(): Promise<void>;
}

/**
 * Speakers and listeners that one worker takes at a time. Generous, because replies share a lane well: what a core
 * carries is in docs/performance.md.
 */
const MAX_SESSIONS: Readonly<Record<WorkerKind, number>> = { tts: 32, asr: 16 };

/** Starts one worker a kind, and returns when all serve. Throws `ParleyError` when one does not start. */
export async function startEmbeddedWorkers(options: EmbeddedWorkersOptions): Promise<EmbeddedWorkers> {
  const { registry, logger } = options;
  const inform = (done: Promise<void>): void => {
    done.catch((error: unknown) => logger.error({ err: error }, 'the registry did not take a worker'));
  };
  const shown = createEmbeddedMetrics(options.metrics);
  const machine = await workerHardware(options.visibleDevices);
  const { recogniser } = options;
  const hardware = {
    tts: machine,
    asr: recogniser.device === 'cpu' ? await workerHardware(options.visibleDevices, 'cpu') : machine,
  };
  const kinds = (['tts', 'asr'] as const).filter((kind) => options.models[kind] !== undefined);
  if (kinds.includes('asr')) {
    for (const line of unmetWishes(recogniser, machine.executionProvider)) logger.warn(line);
  }
  const workers = kinds.map((kind) =>
    superviseWorker({
      clock: options.clock,
      logger,
      onEntry(entry) {
        shown.show(entry);
        inform(registry.register(entry));
      },
      onGone(name) {
        shown.remove(name);
        inform(registry.remove(name));
      },
      worker: {
        kind,
        name: `embedded-${kind}`,
        defaultModelId: options.models[kind] ?? '',
        modelsDirectory: options.modelsDirectory,
        maxConcurrentSessions: MAX_SESSIONS[kind],
        logLevel: options.logLevel,
        logFormat: options.logFormat,
        ...hardware[kind],
      },
    }),
  );
  const close = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
  try {
    await Promise.all(workers.map(({ ready }) => ready));
  } catch (error) {
    await close();
    throw error;
  }
  return { workers, close };
}
