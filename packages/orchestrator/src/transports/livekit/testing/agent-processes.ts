import { readdir, readFile } from 'node:fs/promises';

/** Ids of the agent processes that a process has started. Linux. */
export async function agentProcesses(parent = process.pid): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const [status, command] = await Promise.all([
        readFile(`/proc/${entry}/status`, 'utf8'),
        readFile(`/proc/${entry}/cmdline`, 'utf8'),
      ]);
      if (new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) && command.includes('agent-child'))
        found.push(Number(entry));
    } catch {
      // Gone meanwhile.
    }
  }
  return found;
}
