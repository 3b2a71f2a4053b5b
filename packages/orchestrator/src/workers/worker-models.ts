import type { Logger } from '@parley/runtime';
import type { Clock } from '@parley/session';
import type { ChannelPool } from './channel-pool.js';
import type { WorkerFleet } from './fleet.js';
import type { WorkerEntry } from './registry.js';
import { type ListModelsReply, listModels, type WorkerClient } from './worker-client.js';

/** A model that a worker has in memory, or could load. */
export interface WorkerModel {
  readonly id: string;
  readonly languages: readonly string[];
  /** Loaded in at least one of those that were asked. */
  readonly resident: boolean;
}

/** What workers say they have; those that do not answer are left out. Never rejects. */
export type WorkerModels = () => Promise<readonly WorkerModel[]>;

export interface WorkerModelsOptions {
  readonly fleet: WorkerFleet;
  readonly channels: ChannelPool<WorkerClient>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Whoever opens a page asks; models are installed rarely. */
const KEPT_MS = 10_000;
/** The page gives the whole list up after 4 s. */
const TIMEOUT_MS = 1000;
/** As many as are probed in one moment: workers of a large fleet are alike. */
const ASKED_AT_MOST = 20;
const MODELS_OF_A_WORKER = 200;

/** Asks workers only when it is called, once for all who call within the time that the answer is kept. */
export function createWorkerModels({ fleet, channels, clock, logger }: WorkerModelsOptions): WorkerModels {
  let kept: Promise<readonly WorkerModel[]> | undefined;
  let keptUntilMs = 0;

  async function ask(worker: WorkerEntry): Promise<ListModelsReply['models']> {
    const channel = channels.take(worker.addr);
    try {
      return (await listModels(channel.client, TIMEOUT_MS)).models.slice(0, MODELS_OF_A_WORKER);
    } catch (thrown) {
      logger.debug({ err: thrown, worker: worker.name }, 'a worker did not say which models it has');
      return [];
    } finally {
      channel.release();
    }
  }

  async function askAll(): Promise<readonly WorkerModel[]> {
    const { registered, fixed, isHealthy } = fleet.candidates();
    const all = fixed === undefined ? registered : [fixed, ...registered];
    const answers = await Promise.all(all.filter(isHealthy).slice(0, ASKED_AT_MOST).map(ask));
    const models = new Map<string, WorkerModel>();
    for (const { model_id: id, languages, is_loaded: isLoaded } of answers.flat())
      models.set(id, { id, languages, resident: isLoaded || models.get(id)?.resident === true });
    return [...models.values()];
  }

  return () => {
    if (kept === undefined || clock.nowMs() >= keptUntilMs) {
      kept = askAll();
      keptUntilMs = clock.nowMs() + KEPT_MS;
    }
    return kept;
  };
}
