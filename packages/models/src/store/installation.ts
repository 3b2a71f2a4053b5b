import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CatalogueModel, ModelFile } from '../catalogue/schema.js';
import { fileProblem } from './checksum.js';

/** Beside the files of an installed model: what was verified, so that it need not be hashed at every start. */
const RECORD_NAME = '.verified.json';
const recordSchema = z.record(
  z.string(),
  z.object({ sizeBytes: z.number(), modifiedMs: z.number(), sha256: z.string() }),
);
type VerifiedRecord = z.infer<typeof recordSchema>;

/**
 * What is wrong with the files in `directory`, one line a file; empty when the model can be used. A file that was
 * verified and not touched since is trusted by size and time; with `thorough` all are hashed.
 */
export async function inspectInstallation(
  directory: string,
  model: CatalogueModel,
  options: { readonly thorough?: boolean } = {},
): Promise<readonly string[]> {
  const record = options.thorough === true ? {} : await readRecord(directory);
  const problems: string[] = [];
  let hashed = false;
  for (const file of model.files) {
    if (await isUntouched(join(directory, file.name), file, record)) continue;
    hashed = true;
    const problem = await fileProblem(join(directory, file.name), file);
    if (problem !== undefined) problems.push(`${file.name} ${problem}`);
  }
  if (hashed && problems.length === 0) await writeRecord(directory, model);
  return problems;
}

/** Remembers that all files of the model in `directory` have been verified. */
export async function writeRecord(directory: string, model: CatalogueModel): Promise<void> {
  const record: VerifiedRecord = {};
  for (const { name, sha256 } of model.files) {
    const found = await stat(join(directory, name));
    record[name] = { sizeBytes: found.size, modifiedMs: found.mtimeMs, sha256 };
  }
  try {
    await writeFile(join(directory, RECORD_NAME), `${JSON.stringify(record, null, 2)}\n`);
  } catch (error) {
    // A read-only models folder is fine: its files are hashed at every start instead.
    if (!isReadOnly(error)) throw error;
  }
}

async function readRecord(directory: string): Promise<VerifiedRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(directory, RECORD_NAME), 'utf8')));
  } catch {
    // No record, or none that can be read: everything is hashed.
    return {};
  }
}

async function isUntouched(path: string, file: ModelFile, record: VerifiedRecord): Promise<boolean> {
  const verified = record[file.name];
  if (verified === undefined || verified.sha256 !== file.sha256) return false;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.size === verified.sizeBytes && found.mtimeMs === verified.modifiedMs;
}

function isReadOnly(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
  );
}
