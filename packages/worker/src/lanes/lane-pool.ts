import type { EngineModel } from '@parley/engines';
import { createLane, type Lane } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { LoadedModel } from '../models/model-loader.js';

export interface LanePoolOptions {
  /** Module of the lane's thread: serves `load`, `unload`, `warmUp`. */
  readonly entry: URL;
  readonly name: string;
  readonly count: number;
  readonly logger?: Logger | undefined;
}

/**
 * The inference threads of a worker. Every lane holds a copy of every resident model. A lane that dies is replaced,
 * with its models; its calls fail. Owns the lanes.
 */
export interface LanePool {
  load(model: EngineModel): Promise<LoadedModel>;
  unload(modelId: string): Promise<void>;
  warmUp(modelId: string, text: string): Promise<void>;
  /** The lane with the least to do. Throws `ParleyError` WORKER_UNAVAILABLE while none is alive. */
  pick(): PooledLane;
  close(): Promise<void>;
}

/** A lane, and how many streams run on it; whoever starts or ends one counts it here. */
export interface PooledLane {
  readonly lane: Lane;
  streams: number;
}

/** Between two starts of a lane that keeps dying. */
const RESTART_DELAY_MS = 500;

export function createLanePool(options: LanePoolOptions): LanePool {
  const { entry, name, count, logger } = options;
  const ready = new Set<PooledLane>();
  const models = new Map<string, EngineModel>();
  const restarts = new Set<NodeJS.Timeout>();
  let started = 0;
  let closing: Promise<void> | undefined;

  function start(): PooledLane {
    const pooled: PooledLane = { lane: createLane({ entry, name: `${name}-${++started}` }), streams: 0 };
    void pooled.lane.exited.then((error) => {
      ready.delete(pooled);
      if (error === undefined || closing !== undefined) return;
      logger?.error({ err: error, lane: pooled.lane.name }, 'a lane died and is replaced');
      const timer = setTimeout(() => {
        restarts.delete(timer);
        void replace();
      }, RESTART_DELAY_MS);
      restarts.add(timer);
    });
    return pooled;
  }

  /** The new lane serves once it holds what the others hold. */
  async function replace(): Promise<void> {
    if (closing !== undefined) return;
    const pooled = start();
    try {
      for (const model of models.values()) await pooled.lane.call('load', model).result;
      ready.add(pooled);
    } catch (thrown) {
      logger?.error({ err: thrown, lane: pooled.lane.name }, 'a replaced lane could not load its models');
    }
  }

  const onEach = <R>(method: string, payload: unknown): Promise<R[]> =>
    Promise.all([...ready].map(({ lane }) => lane.call<R>(method, payload).result));

  for (let index = 0; index < count; index++) ready.add(start());

  return {
    async load(model) {
      const [loaded] = await onEach<LoadedModel>('load', model);
      if (loaded === undefined) throw noLane();
      models.set(model.id, model);
      return loaded;
    },
    async unload(modelId) {
      models.delete(modelId);
      await onEach('unload', modelId);
    },
    async warmUp(modelId, text) {
      await onEach('warmUp', { modelId, text });
    },
    pick() {
      let best: PooledLane | undefined;
      for (const lane of ready) if (best === undefined || lane.streams < best.streams) best = lane;
      if (best === undefined) throw noLane();
      return best;
    },
    close() {
      closing ??= (async () => {
        for (const timer of restarts) clearTimeout(timer);
        await Promise.all([...ready].map(({ lane }) => lane.close()));
      })();
      return closing;
    },
  };
}

function noLane(): ParleyError {
  return new ParleyError('WORKER_UNAVAILABLE', 'no inference lane is alive; one is being restarted');
}
