import { readFileSync } from 'node:fs';
import { TRANSITIONS } from '@parley/session';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');

test('the state machine of docs/architecture.md is that of the code', () => {
  const section = page.split('\n## The state machine\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)];
  const shown = rows.map(([, from = '', to = '']) => [from, to.match(/\w+/g) ?? []]);
  expect(Object.fromEntries(shown)).toEqual(TRANSITIONS);
});
