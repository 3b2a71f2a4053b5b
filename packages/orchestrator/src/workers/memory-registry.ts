import type { Clock } from '@parley/session';
import type { WorkerEntry, WorkerKind, WorkerRegistry } from './registry.js';
import { createWatchers } from './watchers.js';

export interface MemoryRegistryOptions {
  readonly clock: Clock;
  /**
   * An entry that is not registered again within this time is dropped. Default 30 000. `Infinity` where
   * the registering process knows by itself when a worker is gone, as a supervisor does.
   */
  readonly ttlMs?: number | undefined;
}

/** The workers of one process, for the embedded default and for tests. Owns its expiry timers. */
export function createMemoryRegistry(options: MemoryRegistryOptions): WorkerRegistry {
  const { clock, ttlMs = 30_000 } = options;
  const entries = new Map<string, { readonly entry: WorkerEntry; readonly expiry: { cancel(): void } }>();
  const watchers = createWatchers();

  function drop(name: string): void {
    const held = entries.get(name);
    if (held === undefined) return;
    held.expiry.cancel();
    entries.delete(name);
    watchers.notify();
  }

  return {
    list: (kind: WorkerKind) =>
      [...entries.values()].map((held) => held.entry).filter((entry) => entry.kind === kind),
    register(entry) {
      entries.get(entry.name)?.expiry.cancel();
      const expiry = Number.isFinite(ttlMs)
        ? clock.setTimer(ttlMs, () => drop(entry.name))
        : { cancel: () => undefined };
      entries.set(entry.name, { entry, expiry });
      watchers.notify();
      return Promise.resolve();
    },
    remove(name) {
      drop(name);
      return Promise.resolve();
    },
    watch: watchers.add,
    healthy: () => true,
    close() {
      for (const held of entries.values()) held.expiry.cancel();
      entries.clear();
      watchers.clear();
      return Promise.resolve();
    },
  };
}
