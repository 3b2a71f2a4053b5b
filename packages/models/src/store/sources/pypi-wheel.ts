import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ParleyError } from '@parley/protocol';
import { type Entry, open, type ZipFile } from 'yauzl';
import type { PackageFetchOptions } from './npm-package.js';
import { fetchWheelFromIndex } from './pypi-index.js';
import { runClient } from './run-client.js';

/**
 * Fetches a wheel with pip and installs nothing. Where pip is missing or refuses (another Python version), the
 * wheel is taken from the package index that pip would use. Returns its path.
 */
export async function fetchWheel(options: PackageFetchOptions): Promise<string> {
  const { spec, directory, onReceived, signal } = options;
  const args = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    directory,
    spec,
  ];
  args.push('--disable-pip-version-check', '--no-input');
  try {
    await runClient({ command: 'python3', args, directory, onReceived, signal });
  } catch (pipError) {
    signal?.throwIfAborted();
    try {
      return await fetchWheelFromIndex(options);
    } catch (indexError) {
      signal?.throwIfAborted();
      const reasons = [pipError, indexError].map((error) => ParleyError.from(error).message).join('; ');
      throw new ParleyError('CONNECTION_ERROR', `${reasons} (Python 3 with pip is what usually mends this)`, {
        cause: indexError,
      });
    }
  }
  const wheel = (await readdir(directory)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new ParleyError('CONNECTION_ERROR', `pip download ${spec} gave no wheel`);
  return join(directory, wheel);
}

/** Takes one file out of a wheel (a zip archive). */
export async function unpackWheelFile(wheel: string, path: string, target: string): Promise<void> {
  const zip = await openZip(wheel);
  try {
    const content = await findEntry(zip, path);
    if (content === undefined) throw new ParleyError('NOT_FOUND', `the wheel has no file ${path}`);
    await pipeline(content, createWriteStream(target));
  } finally {
    zip.close();
  }
}

function openZip(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

function findEntry(zip: ZipFile, path: string): Promise<Readable | undefined> {
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(undefined));
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName !== path) zip.readEntry();
      else zip.openReadStream(entry, (error, content) => (error === null ? resolve(content) : reject(error)));
    });
    zip.readEntry();
  });
}
