import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A core for the server under test alone, and the others for whatever this process starts: clients and workers then
 * take no time from it. Without `taskset` or a second core nothing is moved, and the note says so.
 */
export interface OwnCore {
  /** Moves a process there, with all its threads. */
  give(pid: number): Promise<void>;
  /** Where things run, to be said beside the figures. */
  readonly note: string;
  /** This process may use all cores again. */
  close(): Promise<void>;
}

const taskset = async (cores: readonly number[], pid: number): Promise<void> => {
  await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', cores.join(','), String(pid)]);
};

/** Takes the first core from this process and all that it starts from now on. */
export async function reserveCore(): Promise<OwnCore> {
  const cores = await allowedCores();
  const [own, ...others] = cores;
  if (own === undefined || others.length === 0) return shared('there is but one core');
  try {
    await taskset(others, process.pid);
  } catch {
    return shared('taskset is missing');
  }
  return {
    give: (pid) => taskset([own], pid),
    note: 'the orchestrator has a core of its own, clients and worker the others',
    close: () => taskset(cores, process.pid),
  };
}

function shared(why: string): OwnCore {
  return {
    give: () => Promise.resolve(),
    note: `orchestrator, clients and worker share the cores (${why})`,
    close: () => Promise.resolve(),
  };
}

/** As the kernel lists them: `0-3,6`. None where there is no such list. */
async function allowedCores(): Promise<number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const list = /Cpus_allowed_list:\s+(\S+)/.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
