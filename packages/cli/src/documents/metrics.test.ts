import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, readPage } from './fenced-blocks.rig.js';

const page = readPage('docs/operations.md');

/** Names of metrics as the sources of orchestrator, worker and command line define them; tests define their own. */
function definedMetrics(): Set<string> {
  const names = new Set<string>();
  for (const folder of ['orchestrator', 'worker', 'runtime', 'cli'].map((name) =>
    join(ROOT, 'packages', name, 'src'),
  )) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.ts') || /\.test\.|\.rig\./.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [, name = ''] of text.matchAll(/'(parley_[a-z_]+)'/g)) {
        names.add(name);
      }
    }
  }
  return names;
}

test('docs/operations.md lists every metric of the code, and no other', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `parley_'));
  const listed = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(parley_\w+)`/g)]);
  const names = new Set(listed.map(([, name = '']) => name));
  expect([...names].sort()).toEqual([...definedMetrics()].sort());
});
