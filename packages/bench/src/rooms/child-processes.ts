import { readdir, readFile } from 'node:fs/promises';

/** Ids of the processes that a process has started and whose command line holds a word. Linux. */
export async function childProcesses(parent: number, word: string): Promise<number[]> {
  const found = await Promise.all(
    (await readdir('/proc'))
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (entry) => {
        try {
          const [status, command] = await Promise.all([
            readFile(`/proc/${entry}/status`, 'utf8'),
            readFile(`/proc/${entry}/cmdline`, 'utf8'),
          ]);
          return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) && command.includes(word)
            ? Number(entry)
            : undefined;
        } catch {
          return undefined; // Gone meanwhile.
        }
      }),
  );
  return found.filter((pid) => pid !== undefined);
}
