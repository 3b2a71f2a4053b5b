// `pnpm bench-report [FILE…]`: takes results of `pnpm bench --json FILE` in, and writes docs/performance.md anew.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderPage } from './page.js';
import { drawPictures } from './pictures.js';
import { type RawBench, readStoredBenches, storeBenches } from './stored-bench.js';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const folder = join(docs, 'performance');
await mkdir(folder, { recursive: true });
for (const file of process.argv.slice(2)) {
  const { benches } = JSON.parse(await readFile(file, 'utf8')) as { benches: readonly RawBench[] };
  await storeBenches(folder, benches);
}
const stored = await readStoredBenches(folder);
const pictures = drawPictures(stored);
for (const { file, svg } of pictures) await writeFile(join(folder, file), svg);
await writeFile(join(docs, 'performance.md'), renderPage(stored, pictures));
console.error(`docs/performance.md: ${stored.length} benches, ${pictures.length} pictures`);
