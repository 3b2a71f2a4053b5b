// Everything that can be said about the code without running it: types, style, arrows between packages, what nothing
// uses, generated code. All are run, whatever the others say; one line each, with the findings under what failed.
import { join } from 'node:path';
import { capture, ROOT } from './steps/run.mjs';

const bin = (path) => join(ROOT, 'node_modules', path);
const CHECKS = [
  ['types', bin('typescript/bin/tsc'), '-b'],
  ['lint and format', bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  [
    'arrows between packages',
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    'packages',
    '--config',
    '.dependency-cruiser.cjs',
  ],
  ['unused code', bin('knip/bin/knip.js'), '--no-config-hints'],
  ['generated code', join(ROOT, 'scripts/gen-proto.mjs'), '--check'],
  ['generated pages', join(ROOT, 'scripts/gen-docs.mjs'), '--check'],
];

let failed = 0;
for (const [title, ...command] of CHECKS) {
  const startedAt = performance.now();
  const { code, output } = await capture(process.execPath, command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (code === 0) continue;
  failed += 1;
  console.log(`${output.trimEnd().replaceAll(/^/gm, '       ')}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
