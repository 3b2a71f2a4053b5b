/** At most `count` tasks at once; the others wait in order. */
export interface LoadSlots {
  run<R>(task: () => Promise<R>): Promise<R>;
}

export function createLoadSlots(count: number): LoadSlots {
  const waiting: (() => void)[] = [];
  let free = Math.max(1, count);

  return {
    async run(task) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
