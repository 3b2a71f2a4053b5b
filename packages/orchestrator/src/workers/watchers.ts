/** Listeners that are told that something changed, not what. */
export interface Watchers {
  /** Returns the function that ends the watch. */
  add(listener: () => void): () => void;
  notify(): void;
  clear(): void;
}

export function createWatchers(): Watchers {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      // A wrapper of its own, so that one function watched twice is two watches.
      const own = () => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    notify() {
      for (const listener of [...listeners]) listener();
    },
    clear: () => listeners.clear(),
  };
}
