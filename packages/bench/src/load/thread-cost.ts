import { readdir, readFile } from 'node:fs/promises';

/** CPU that each thread of a process has used, in ms, by thread id. Linux; the kernel counts in nanoseconds. */
export type ThreadCost = ReadonlyMap<number, number>;

/** CPU by what it was used for, in ms. */
export interface CpuByThread {
  /** The event loop that serves people. */
  readonly mainMs: number;
  /** The busiest of the others: the voice activity model, wherever somebody speaks. */
  readonly modelMs: number;
  /** Garbage collection, compilation and files. */
  readonly otherMs: number;
}

export async function readThreadCost(pid: number): Promise<ThreadCost> {
  const ids = await readdir(`/proc/${pid}/task`);
  const costs = await Promise.all(
    ids.map(async (id) => {
      // The first number is the time on a CPU. A thread that has just ended has none.
      const stat = await readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8').catch(() => '0');
      return [Number(id), Number(stat.split(' ')[0]) / 1e6] as const;
    }),
  );
  return new Map(costs);
}

/** What was used between two readings. The id of the main thread is that of the process. */
export function cpuBetween(pid: number, before: ThreadCost, after: ThreadCost): CpuByThread {
  const used = (id: number): number => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  const [modelMs = 0, ...rest] = [...after.keys()]
    .filter((id) => id !== pid)
    .map(used)
    .sort((a, b) => b - a);
  return { mainMs: used(pid), modelMs, otherMs: rest.reduce((sum, ms) => sum + ms, 0) };
}
