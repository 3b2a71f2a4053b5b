import { mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import { extract } from 'tar';
import { runClient } from './run-client.js';

export interface PackageFetchOptions {
  /** `name@version` of npm, `name==version` of PyPI. */
  readonly spec: string;
  /** An empty folder that takes the package. */
  readonly directory: string;
  readonly onReceived: (receivedBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Fetches a package with `npm pack`, which runs none of its scripts. Returns the path of the tarball. */
export async function fetchNpmPackage(options: PackageFetchOptions): Promise<string> {
  const { spec, directory, onReceived, signal } = options;
  const args = ['pack', spec, '--ignore-scripts', '--pack-destination', directory];
  args.push('--cache', join(directory, 'npm-cache'), '--loglevel', 'error', '--no-update-notifier');
  await runClient({ command: 'npm', args, directory, onReceived, signal });
  const tarball = (await readdir(directory)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new ParleyError('CONNECTION_ERROR', `npm pack ${spec} gave no package`);
  return join(directory, tarball);
}

/** Takes one file out of a tarball of npm; `path` is relative to the package. */
export async function unpackNpmFile(tarball: string, path: string, target: string): Promise<void> {
  const directory = join(dirname(tarball), 'unpacked');
  await mkdir(directory, { recursive: true });
  // npm puts everything under one folder, most often `package/`.
  await extract({
    file: tarball,
    cwd: directory,
    strip: 1,
    noMtime: true,
    filter: (entry) => entry.replace(/^[^/]+\//, '') === path,
  });
  await rename(join(directory, path), target).catch((cause: unknown) => {
    throw new ParleyError('NOT_FOUND', `the package has no file ${path}`, { cause });
  });
}
