import { cpus } from 'node:os';

/** The share of all processors that nobody used since the last call, 0 to 1; of a machine, also inside a container. */
export function createIdleShare(): () => number {
  let last = times();
  return () => {
    const now = times();
    const total = now.total - last.total;
    const idle = now.idle - last.idle;
    last = now;
    return total > 0 ? idle / total : 0;
  };
}

function times(): { readonly idle: number; readonly total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}
