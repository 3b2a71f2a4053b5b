/** Runs a join when it is its turn; settles as the join does. */
export type JoinTurns = (join: () => Promise<void>) => Promise<void>;

/**
 * Lets a few rooms join at a time, in the order they came. Of many that all join in the same moment each takes as long
 * as all together, and a busy machine lets all of them run into their timeouts.
 */
export function createJoinTurns(atOnce: number): JoinTurns {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (join) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      await join();
    } finally {
      const next = waiting.shift();
      // The place goes to the next one, or is free.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
