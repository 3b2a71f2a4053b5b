import { readdir, readFile } from 'node:fs/promises';

/** What a process has used. Linux. */
export interface ProcessCost {
  /** User and system time of all its threads, in ms; the kernel counts in steps of 10. */
  readonly cpuMs: number;
  readonly rssKib: number;
  /** Open file descriptors, sockets included. */
  readonly handles: number;
}

/** USER_HZ of every Linux that Node runs on. */
const TICK_MS = 10;

export async function readProcessCost(pid: number): Promise<ProcessCost> {
  const [stat, status, handles] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]);
  // The name, in parentheses, may hold spaces; the fields after it do not. utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    rssKib: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0),
    handles: handles.length,
  };
}
