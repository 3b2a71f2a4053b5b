import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderPage } from './page.js';
import { drawPictures } from './pictures.js';
import { type RawBench, readStoredBenches, storeBenches } from './stored-bench.js';

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

/**
 * Takes results of `pnpm bench --json FILE` into docs/performance/ and writes docs/performance.md anew from all that
 * is there. Throws when a file is not such a result.
 */
export async function writeReport(files: readonly string[]): Promise<string> {
  const folder = join(DOCS, 'performance');
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    const { benches } = JSON.parse(await readFile(file, 'utf8')) as { benches: readonly RawBench[] };
    await storeBenches(folder, benches);
  }
  const stored = await readStoredBenches(folder);
  const pictures = drawPictures(stored);
  for (const { file, svg } of pictures) await writeFile(join(folder, file), svg);
  await writeFile(join(DOCS, 'performance.md'), renderPage(stored, pictures));
  return `docs/performance.md: ${stored.length} benches, ${pictures.length} pictures`;
}
