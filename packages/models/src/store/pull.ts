import { link, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import type { CatalogueModel, FileSource, ModelFile } from '../catalogue/schema.js';
import { fileProblem } from './checksum.js';
import { inspectInstallation, writeRecord } from './installation.js';
import type { PullProgressListener } from './progress.js';
import { createFileFetcher, type FileFetcher, sourceName } from './sources/fetch-file.js';
import { createStaging, type Staging } from './staging.js';

export interface PullOptions {
  /** The models folder; the model comes to lie in `DIRECTORY/ID`. */
  readonly directory: string;
  readonly model: CatalogueModel;
  /** Folders that are looked into first, as `FOLDER/ID/FILE`. */
  readonly folders: readonly string[];
  readonly onProgress?: PullProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings a model into the models folder: fetched beside its place, verified, and moved there by one rename. A pull
 * that is killed leaves nothing there, and the next one goes on with what it had.
 */
export async function pullModel(options: PullOptions): Promise<void> {
  const { directory, model, signal } = options;
  await mkdir(directory, { recursive: true });
  const staging = await createStaging(directory, model);
  try {
    const report = (
      phase: 'fetch' | 'unpack' | 'verify' | 'done',
      item: string,
      received: number,
      total?: number,
    ) => options.onProgress?.({ modelId: model.id, phase, item, receivedBytes: received, totalBytes: total });
    const fetcher = createFileFetcher({
      packagesDirectory: staging.packagesDirectory,
      onProgress: report,
      signal,
    });
    for (const file of model.files) {
      await obtainFile(options, file, staging, fetcher, report);
    }
    await writeRecord(staging.filesDirectory, model);
    signal?.throwIfAborted();
    await moveIntoPlace(staging.filesDirectory, join(directory, model.id), model);
    await staging.remove();
    report('done', model.id, 0);
  } catch (thrown) {
    await staging.keepPartial();
    signal?.throwIfAborted();
    throw ParleyError.from(thrown);
  }
}

async function obtainFile(
  { directory, model, folders, signal }: PullOptions,
  file: ModelFile,
  staging: Staging,
  fetcher: FileFetcher,
  report: (phase: 'verify', item: string, received: number, total: number) => void,
): Promise<void> {
  const target = join(staging.filesDirectory, file.name);
  const isGood = async () => {
    report('verify', file.name, 0, file.sizeBytes);
    return fileProblem(target, file, signal);
  };
  // Left by an earlier pull, or good in a model of which another file is bad.
  await link(join(directory, model.id, file.name), target).catch(() => undefined);
  if ((await isGood()) === undefined) return;
  await rm(target, { force: true });

  const sources: FileSource[] = folders.map((folder) => ({ folder: join(folder, model.id) }));
  const failures: string[] = [];
  for (const source of [...sources, ...file.sources]) {
    try {
      await fetcher.fetch(file.name, source, target);
      const problem = await isGood();
      if (problem === undefined) return;
      failures.push(`${sourceName(source)}: the file ${problem}`);
      await rm(target, { force: true });
    } catch (thrown) {
      signal?.throwIfAborted();
      failures.push(`${sourceName(source)}: ${ParleyError.from(thrown).message}`);
    }
  }
  throw new ParleyError(
    'CONNECTION_ERROR',
    `no source gives ${file.name} of ${model.id}:\n  ${failures.join('\n  ')}`,
  );
}

async function moveIntoPlace(from: string, to: string, model: CatalogueModel): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (
      !(
        error instanceof Error &&
        'code' in error &&
        ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(error.code))
      )
    ) {
      throw error;
    }
    // Something is there: the same model, by another process, or a bad one.
    if ((await inspectInstallation(to, model)).length === 0) return;
    const aside = `${from}.replaced`;
    await rename(to, aside);
    await rename(from, to);
  }
}
