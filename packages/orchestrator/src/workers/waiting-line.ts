import { fullHouse } from './full-house.js';

/**
 * Those who wait for a worker that is taken, first come first served among those who want the same. Bounded: beyond
 * `maxWaiting` in all, who comes is sent away.
 */
export interface WaitingLine {
  /** `key`: what is wanted. Throws `ParleyError` WORKER_UNAVAILABLE with `retryAfterMs` when the line is full. */
  enter(key: string): Place;
  readonly length: number;
}

export interface Place {
  /** Whether nobody who wants the same came earlier. */
  readonly first: boolean;
  /** Idempotent. */
  leave(): void;
}

export function createWaitingLine(maxWaiting = 200): WaitingLine {
  const lines = new Map<string, Set<Place>>();
  let length = 0;
  return {
    enter(key) {
      if (length >= maxWaiting) throw fullHouse(undefined, length);
      const line = lines.get(key) ?? new Set<Place>();
      lines.set(key, line);
      length += 1;
      const place: Place = {
        get first() {
          return line.values().next().value === place;
        },
        leave() {
          if (!line.delete(place)) return;
          length -= 1;
          if (line.size === 0 && lines.get(key) === line) lines.delete(key);
        },
      };
      line.add(place);
      return place;
    },
    get length() {
      return length;
    },
  };
}
