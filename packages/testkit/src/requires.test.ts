import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { requires } from './requires.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-requires-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('what is missing is written down with the asking test, the reason and the remedy', () => {
  const file = join(folder, 'skipped.jsonl');
  vi.stubEnv('PARLEY_SKIPS_FILE', file);
  vi.stubEnv('PARLEY_MODELS_DIR', folder);
  vi.stubEnv('PARLEY_FIXTURES', folder);
  vi.stubEnv('PATH', folder);
  expect(requires('model:no-such-model', 'fixtures', 'caddy')).toBe(false);
  const skips = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(skips.map(({ need }) => need)).toEqual(['model:no-such-model', 'fixtures', 'caddy']);
  for (const { file: asking } of skips)
    expect(asking).toMatch(/testkit\/(src|dist)\/requires\.test\.(ts|js)$/);
  expect(skips[0].remedy).toContain('models pull no-such-model');
});

test('nothing is written when everything is there', () => {
  vi.stubEnv('PARLEY_SKIPS_FILE', join(folder, 'never-made', 'skipped.jsonl'));
  expect(requires()).toBe(true);
});
