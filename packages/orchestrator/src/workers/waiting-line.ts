import { fullHouse } from './full-house.js';

/**
 * Those who wait for a worker that is taken, first come first served among those who want the same. Bounded: beyond
 * `maxWaiting` in all, who comes is sent away.
 */
export interface WaitingLine {
  /**
   * `key`: what is wanted. `onFirst` is called once all who came earlier have left. Throws `ParleyError`
   * WORKER_UNAVAILABLE with `retryAfterMs` when the line is full.
   */
  enter(key: string, onFirst?: () => void): Place;
  /** Whether anybody waits for the same. */
  isWaitedFor(key: string): boolean;
  readonly length: number;
}

export interface Place {
  /** Whether nobody who wants the same came earlier. */
  readonly first: boolean;
  /** Idempotent. */
  leave(): void;
}

export function createWaitingLine(maxWaiting = 200): WaitingLine {
  const lines = new Map<string, Map<Place, (() => void) | undefined>>();
  let length = 0;
  return {
    isWaitedFor: (key) => lines.has(key),
    enter(key, onFirst) {
      if (length >= maxWaiting) throw fullHouse(undefined, length);
      const line = lines.get(key) ?? new Map<Place, (() => void) | undefined>();
      lines.set(key, line);
      length += 1;
      const place: Place = {
        get first() {
          return line.keys().next().value === place;
        },
        leave() {
          const wasFirst = place.first;
          if (!line.delete(place)) return;
          length -= 1;
          if (line.size === 0) lines.delete(key);
          if (wasFirst) line.values().next().value?.();
        },
      };
      line.set(place, onFirst);
      return place;
    },
    get length() {
      return length;
    },
  };
}
