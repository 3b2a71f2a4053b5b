import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CatalogueModel } from '../catalogue/schema.js';

/**
 * The folder in which one pull builds a model before it moves, whole, to its place. It lies in the models folder,
 * so that the move is one rename; nobody else writes into it, so that any number of processes may pull one model.
 */
export interface Staging {
  /** Takes the model's files under their final names; `NAME.part` while they come. */
  readonly filesDirectory: string;
  /** For packages, until their files are taken out. */
  readonly packagesDirectory: string;
  /** Removes it with all it holds. */
  remove(): Promise<void>;
  /** Removes all but what a later pull can go on with. */
  keepPartial(): Promise<void>;
}

const STAGING_FOLDER = '.staging';
/** A pull says at this pace, by its folder's time, that it lives. */
const HEARTBEAT_MS = 10_000;
/**
 * Without a sign of life for so long it counts as dead. A process of this host that is gone is dead at once; but one
 * of another host, on a shared folder, and one that nobody has reaped, as in some containers, look alive.
 */
const STALE_MS = 60_000;

/** Stagings of this process: its own number in a folder name may also be that of an earlier, dead process. */
const alive = new Set<string>();

/** Makes the folder and takes over what a pull that died or failed has left for this model. */
export async function createStaging(modelsDirectory: string, model: CatalogueModel): Promise<Staging> {
  const root = join(modelsDirectory, STAGING_FOLDER);
  const ownName = `${model.id}~${hostname()}~${process.pid}~${randomBytes(6).toString('hex')}`;
  const directory = join(root, ownName);
  alive.add(ownName);
  const filesDirectory = join(directory, 'files');
  const packagesDirectory = join(directory, 'packages');
  await mkdir(filesDirectory, { recursive: true });
  await mkdir(packagesDirectory);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(directory, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const end = () => {
    clearInterval(heartbeat);
    alive.delete(ownName);
  };
  for (const name of await readdir(root)) {
    const abandoned = join(root, name);
    if (name.startsWith(`${model.id}~`) && (await isAbandoned(abandoned, name))) {
      await adopt(abandoned, filesDirectory, model);
    }
  }
  return {
    filesDirectory,
    packagesDirectory,
    remove: async () => {
      await rm(directory, { recursive: true, force: true });
      end();
    },
    keepPartial: async () => {
      await rm(packagesDirectory, { recursive: true, force: true });
      await rename(directory, join(root, `${model.id}~~left~${randomBytes(6).toString('hex')}`));
      end();
    },
  };
}

/** Whether no living pull owns the folder. */
async function isAbandoned(path: string, name: string): Promise<boolean> {
  const [, host, pid] = name.split('~');
  if (host === '' || alive.has(name)) return host === '';
  if (host === hostname() && (Number(pid) === process.pid || !isRunning(Number(pid)))) return true;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Moves usable files over. Each move is one rename, so of two pulls that adopt at once each file has one taker. */
async function adopt(abandoned: string, filesDirectory: string, model: CatalogueModel): Promise<void> {
  for (const { name } of model.files) {
    for (const candidate of [name, `${name}.part`]) {
      await rename(join(abandoned, 'files', candidate), join(filesDirectory, candidate)).catch(
        () => undefined,
      );
    }
  }
  await rm(abandoned, { recursive: true, force: true });
}
