import type { WorkerEntry } from '../registry.js';
import type { Ranking } from './strategies.js';

/**
 * How many workers a strategy compares at once. The best of a few drawn at random is nearly the best of all, costs
 * the same for ten workers and for thousands, and servers that see the same figures do not all choose the same one
 * (M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001). Fleets up to this size are
 * compared whole.
 */
export const COMPARED = 16;

export interface DrawOptions {
  /** In random order, those that are longer than `COMPARED`. */
  readonly groups: readonly (readonly WorkerEntry[])[];
  readonly rank: Ranking;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly isUsable: (worker: WorkerEntry) => boolean;
}

/** All usable workers, each once, group after group, as they are asked for. */
export function* draw({ groups, rank, random, isUsable }: DrawOptions): Generator<WorkerEntry, void> {
  for (const group of groups) {
    // Groups that are longer come shuffled: any stretch of one is a sample.
    const start = group.length <= COMPARED ? 0 : Math.floor(random() * group.length);
    let drawn: WorkerEntry[] = [];
    for (let at = 0; at < group.length; at += 1) {
      const worker = group[(start + at) % group.length];
      if (worker !== undefined && isUsable(worker)) drawn.push(worker);
      if (drawn.length < COMPARED && at < group.length - 1) continue;
      yield* rank(drawn);
      drawn = [];
    }
  }
}

/** What the source gives, for any number of readers: each sees all of it from the start, and it is read once. */
export function remembered<T>(source: Iterator<T, void>): Iterable<T> {
  const given: T[] = [];
  return { [Symbol.iterator]: () => read(given, source) };
}

/**
 * Not written as a generator in the object above: each such function has a hidden class of its own, which lives, with
 * all that it can reach, until the next full collection. What every choice left behind made the young collections
 * ten times as long.
 */
function* read<T>(given: T[], source: Iterator<T, void>): Generator<T, void> {
  for (let at = 0; ; at += 1) {
    if (at === given.length) {
      const next = source.next();
      if (next.done === true) return;
      given.push(next.value);
    }
    yield given[at] as T;
  }
}
