import type { Clock } from '@parley/session';

/** Somebody who was asked. */
export interface Asked<T> {
  /** Undefined when it failed. Never rejects. */
  readonly answer: Promise<T | undefined>;
  /** Silence after which a second one is asked as well. Undefined: for as long as it takes. */
  readonly patienceMs: number | undefined;
  /** Called when it has been silent for so long. */
  readonly onLate: () => void;
}

export interface FirstAnswerOptions<T> {
  /** Asks the next one; undefined when there is none. */
  readonly ask: () => Promise<Asked<T> | undefined>;
  readonly clock: Clock;
  /** Gives back what is not needed any more. */
  readonly discard: (late: T) => void;
}

/**
 * Asks one after another until one answers: the next when the last has failed, or when it is silent, since it may be
 * frozen. The silent one may still be first. Not more than two are asked at once, for on a busy machine all are late.
 * Undefined when all have failed. Rejects with what `ask` rejects with.
 */
export async function firstAnswer<T>({ ask, clock, discard }: FirstAnswerOptions<T>): Promise<T | undefined> {
  const pending = new Map<Asked<T>, Promise<readonly [Asked<T>, T | undefined]>>();
  for (;;) {
    const next = await ask();
    if (next !== undefined) {
      pending.set(
        next,
        next.answer.then((value) => [next, value]),
      );
    }
    if (pending.size === 0) return undefined;
    const patienceMs = pending.size === 1 ? next?.patienceMs : undefined;
    const answered = await within(patienceMs, Promise.race(pending.values()), clock);
    if (answered === undefined) {
      next?.onLate();
      continue;
    }
    const [asked, value] = answered;
    pending.delete(asked);
    if (value === undefined) continue;
    for (const { answer } of pending.keys()) {
      void answer.then((late) => {
        if (late !== undefined) discard(late);
      });
    }
    return value;
  }
}

async function within<R>(
  limitMs: number | undefined,
  result: Promise<R>,
  clock: Clock,
): Promise<R | undefined> {
  if (limitMs === undefined) return result;
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(limitMs, () => resolve(undefined));
    result.then(resolve, reject).finally(() => timer.cancel());
  });
}
