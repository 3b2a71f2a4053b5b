import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { clientMessage, MAX_TEXT_LENGTH } from './ws/client-messages.js';
import { serverMessage, sessionEndMessage } from './ws/server-messages.js';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

/** Messages of the fenced block that is marked `json client` or `json server`. */
function examples(side: string): unknown[] {
  const block = new RegExp(`^\`\`\`json ${side}\\n([^\`]*)^\`\`\``, 'm').exec(page)?.[1] ?? '';
  return block
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** The rows of the table under a heading: type and fields. */
function rows(heading: string): Map<string, string[]> {
  const section = page.split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  const found = section.matchAll(/^\| `(\w+)` \|([^|]*)\|/gm);
  return new Map(
    [...found].map(([, type = '', fields = '']) => [
      type,
      [...fields.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    ]),
  );
}

const sides = [
  { side: 'client', heading: 'From the client', schema: clientMessage },
  { side: 'server', heading: 'From the server', schema: serverMessage },
];

describe.each(sides)('docs/protocol.md, messages of the $side', ({ side, heading, schema }) => {
  const types = new Map(
    schema.options.map((option) => {
      const { type, ...fields } = option.shape as Readonly<Record<string, z.ZodType>>;
      return [(type as z.ZodLiteral<string>).value, Object.keys(fields)];
    }),
  );

  test('every example is one, with no field that the schema does not know', () => {
    const messages = examples(side);
    for (const message of messages) {
      const { type, ...fields } = schema.parse(message);
      expect(Object.keys(message as object).filter((key) => key !== 'type' && !(key in fields))).toEqual([]);
      expect(types.has(type)).toBe(true);
    }
    expect(new Set(messages.map((message) => (message as { type: string }).type))).toEqual(
      new Set(types.keys()),
    );
  });

  test('every type and every field is in the table, and nothing else', () => {
    expect(Object.fromEntries(rows(heading))).toEqual(Object.fromEntries(types));
  });
});

test('docs/protocol.md names every reason and the longest text', () => {
  for (const reason of sessionEndMessage.shape.reason.options) expect(page).toContain(`\`${reason}\``);
  expect(page).toContain(MAX_TEXT_LENGTH.toLocaleString('en'));
});
