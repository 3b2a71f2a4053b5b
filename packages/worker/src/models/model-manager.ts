import type { EngineModel } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { Logger, SystemClock } from '@parley/runtime';
import type { ModelManagerSettings } from '../worker-options.js';
import { createLoadSlots } from './load-slots.js';
import type { LoadedModel, ModelLoader } from './model-loader.js';

export interface ModelManagerOptions {
  readonly loader: ModelLoader;
  readonly clock: SystemClock;
  readonly settings: ModelManagerSettings;
  readonly defaultModelId: string;
  readonly preloadModelIds: readonly string[];
  readonly logger?: Logger | undefined;
}

/**
 * Which models are in memory. Sessions hold references, and a model that is referenced is never unloaded; one that
 * nobody uses goes after its time to live, or when another needs its place. Owns the models and one timer.
 */
export interface ModelManager {
  readonly defaultModelId: string;
  /** Loads the default model, whose failure is thrown, and the preloaded ones, whose failures are logged. */
  start(): Promise<void>;
  /** Takes a reference, loading the model if need be; all who wait for one model share one load. Empty: the default. */
  acquire(id: string): Promise<ModelReference>;
  /** Loads without taking a reference. Returns how long it took: 0 for a model that was there. */
  load(id: string): Promise<number>;
  /** Throws `ParleyError` LIMIT_EXCEEDED for a model in use. A model that is not loaded is no error. */
  unload(id: string): Promise<void>;
  /** Models in memory. */
  resident(): readonly ResidentModel[];
  /** Unloads what is idle beyond its time to live; called by the timer. */
  evictIdle(): Promise<void>;
  /** Unloads what is idle, and what is in use as soon as nobody uses it, so that it is read anew when next wanted. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** A session's hold on a model. */
export interface ModelReference {
  readonly model: EngineModel;
  readonly loaded: LoadedModel;
  /** Idempotent. */
  release(): void;
}

export interface ResidentModel {
  readonly model: EngineModel;
  readonly loaded: LoadedModel;
  readonly referenceCount: number;
  /** Since the last reference went; 0 while there is one. */
  readonly idleMs: number;
}

type Entry = {
  readonly id: string;
  /** References and waiters of references: not to be unloaded while above 0. */
  references: number;
  lastUsedMs: number;
  /** Read before a reload: goes with its last reference. */
  outdated: boolean;
  state:
    | { readonly kind: 'loading'; readonly ready: Promise<Ready> }
    | Ready
    | { readonly kind: 'unloading'; readonly gone: Promise<void> };
};
type Ready = {
  readonly kind: 'ready';
  readonly model: EngineModel;
  readonly loaded: LoadedModel;
  readonly sinceMs: number;
  readonly loadMs: number;
};

export const DEFAULT_WARMUP_TEXT = 'This is a warmup test.';

/** The settings in full. */
export function modelManagerSettings(given: Partial<ModelManagerSettings> = {}): ModelManagerSettings {
  const ttlMs = given.ttlMs ?? 600_000;
  return {
    ttlMs,
    residentCap: given.residentCap ?? 3,
    minResidencyMs: given.minResidencyMs ?? Math.min(120_000, ttlMs),
    evictCheckIntervalMs: given.evictCheckIntervalMs ?? Math.min(30_000, ttlMs / 2),
    maxParallelLoads: given.maxParallelLoads ?? 1,
    warmupEnabled: given.warmupEnabled ?? true,
    warmupText: given.warmupText ?? DEFAULT_WARMUP_TEXT,
  };
}

export function createModelManager(options: ModelManagerOptions): ModelManager {
  const { loader, clock, settings, defaultModelId, logger } = options;
  const entries = new Map<string, Entry>();
  const slots = createLoadSlots(settings.maxParallelLoads);
  let closed = false;
  let timer = clock.setTimer(settings.evictCheckIntervalMs, check);

  function check(): void {
    manager.evictIdle().catch((thrown) => logger?.error({ err: thrown }, 'a model could not be unloaded'));
    if (!closed) timer = clock.setTimer(settings.evictCheckIntervalMs, check);
  }

  /** The entry of a model that is loaded or on its way, with one more reference. */
  async function hold(id: string): Promise<Entry> {
    for (;;) {
      if (closed) throw new ParleyError('WORKER_UNAVAILABLE', 'the worker is shutting down');
      const entry = entries.get(id);
      if (entry === undefined) break;
      if (entry.state.kind !== 'unloading') {
        entry.references++;
        return entry;
      }
      await entry.state.gone;
    }
    const ready = slots
      .run(() => load(id))
      .then((state) => {
        entry.state = state;
        entry.lastUsedMs = state.sinceMs;
        return state;
      });
    const entry: Entry = {
      id,
      references: 1,
      lastUsedMs: clock.nowMs(),
      outdated: false,
      state: { kind: 'loading', ready },
    };
    entries.set(id, entry);
    ready.catch(() => entries.delete(id));
    return entry;
  }

  async function load(id: string): Promise<Ready> {
    const startedMs = clock.nowMs();
    const model = await loader.resolve(id);
    await makeRoom();
    const loaded = await loadWarm(model);
    const sinceMs = clock.nowMs();
    const loadMs = sinceMs - startedMs;
    const { provider, fallback } = loaded.inference ?? {};
    logger?.info({ model_id: id, load_ms: Math.round(loadMs), execution_provider: provider }, 'model loaded');
    if (fallback !== undefined) logger?.warn({ model_id: id, fallback }, 'a model runs on the CPU');
    return { kind: 'ready', model, loaded, sinceMs, loadMs };
  }

  /** A model that does not get warm does not stay in memory either. */
  async function loadWarm(model: EngineModel): Promise<LoadedModel> {
    try {
      const loaded = await loader.load(model);
      if (settings.warmupEnabled) await loader.warmUp(model.id, settings.warmupText);
      return loaded;
    } catch (thrown) {
      await loader
        .unload(model.id)
        .catch((err) => logger?.warn({ err }, 'a broken model could not be unloaded'));
      throw thrown;
    }
  }

  /** Unloads idle models, least recently used first, until those that stay and those that come fit the cap. */
  async function makeRoom(): Promise<void> {
    for (;;) {
      const taken = [...entries.values()].filter((entry) => entry.state.kind !== 'unloading');
      if (taken.length <= settings.residentCap) return;
      const idle = taken.filter(isIdle).sort((a, b) => a.lastUsedMs - b.lastUsedMs);
      const victim = idle.find(hasStayed) ?? idle[0];
      if (victim === undefined) {
        throw new ParleyError(
          'LIMIT_EXCEEDED',
          `no room for another model: all ${settings.residentCap} are in use`,
        );
      }
      await evict(victim);
    }
  }

  function isIdle(entry: Entry): boolean {
    return entry.state.kind === 'ready' && entry.references === 0;
  }

  function hasStayed(entry: Entry): boolean {
    return entry.state.kind === 'ready' && clock.nowMs() - entry.state.sinceMs >= settings.minResidencyMs;
  }

  async function evict(entry: Entry): Promise<void> {
    const gone = loader.unload(entry.id).finally(() => entries.delete(entry.id));
    entry.state = { kind: 'unloading', gone };
    await gone;
    logger?.info({ model_id: entry.id }, 'model unloaded');
  }

  function release(entry: Entry): void {
    entry.references--;
    entry.lastUsedMs = clock.nowMs();
    if (!entry.outdated || !isIdle(entry)) return;
    evict(entry).catch((thrown) => logger?.error({ err: thrown }, 'a model could not be unloaded'));
  }

  async function readyStateOf(entry: Entry): Promise<Ready> {
    if (entry.state.kind === 'ready') return entry.state;
    if (entry.state.kind === 'loading') return await entry.state.ready;
    throw new ParleyError('INTERNAL_ERROR', `model ${entry.id} was unloaded while it was held`);
  }

  const manager: ModelManager = {
    defaultModelId,

    async start() {
      await manager.load(defaultModelId);
      for (const id of options.preloadModelIds) {
        try {
          await manager.load(id);
        } catch (thrown) {
          logger?.warn({ model_id: id, err: thrown }, 'a model to preload could not be loaded');
        }
      }
    },

    async acquire(id) {
      const entry = await hold(id === '' ? defaultModelId : id);
      let held = true;
      const letGo = () => {
        if (held) release(entry);
        held = false;
      };
      try {
        const { model, loaded } = await readyStateOf(entry);
        return { model, loaded, release: letGo };
      } catch (thrown) {
        letGo();
        throw ParleyError.from(thrown);
      }
    },

    async load(id) {
      const wanted = id === '' ? defaultModelId : id;
      const present = entries.get(wanted)?.state.kind === 'ready';
      const entry = await hold(wanted);
      try {
        const { loadMs } = await readyStateOf(entry);
        return present ? 0 : loadMs;
      } finally {
        release(entry);
      }
    },

    async unload(id) {
      const entry = entries.get(id);
      if (entry === undefined) return;
      if (entry.state.kind === 'unloading') return entry.state.gone;
      if (!isIdle(entry)) throw new ParleyError('LIMIT_EXCEEDED', `model ${id} is in use`);
      await evict(entry);
    },

    resident() {
      const models: ResidentModel[] = [];
      for (const { state, references, lastUsedMs } of entries.values()) {
        if (state.kind !== 'ready') continue;
        const idleMs = references > 0 ? 0 : clock.nowMs() - lastUsedMs;
        models.push({ model: state.model, loaded: state.loaded, referenceCount: references, idleMs });
      }
      return models;
    },

    async evictIdle() {
      const nowMs = clock.nowMs();
      const expired = [...entries.values()].filter(
        (entry) => isIdle(entry) && hasStayed(entry) && nowMs - entry.lastUsedMs >= settings.ttlMs,
      );
      await Promise.all(expired.map(evict));
    },

    async reload() {
      for (const entry of entries.values()) entry.outdated = true;
      await Promise.all([...entries.values()].filter(isIdle).map(evict));
    },

    async close() {
      closed = true;
      timer.cancel();
      await Promise.allSettled([...entries.values()].filter(isIdle).map(evict));
    },
  };
  return manager;
}
