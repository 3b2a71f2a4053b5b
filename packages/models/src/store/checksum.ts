import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ModelFile } from '../catalogue/schema.js';

/** Hexadecimal sha256 of a file, read in pieces. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(path, { highWaterMark: 1 << 20 }),
    hash,
    signal === undefined ? {} : { signal },
  );
  return hash.digest('hex');
}

/** What is wrong with a file on this machine, or undefined when it is what the catalogue says. */
export async function fileProblem(
  path: string,
  expected: Pick<ModelFile, 'sizeBytes' | 'sha256'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const sizeBytes = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (sizeBytes === undefined) return 'is missing';
  if (sizeBytes !== expected.sizeBytes) return `has ${sizeBytes} bytes, not ${expected.sizeBytes}`;
  const sha256 = await sha256OfFile(path, signal);
  return sha256 === expected.sha256 ? undefined : `has sha256 ${sha256}, not ${expected.sha256}`;
}
