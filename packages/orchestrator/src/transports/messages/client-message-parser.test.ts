import { clientMessage } from '@parley/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClientMessage } from './client-message-parser.js';

/** Objects that are almost right, which is where parsers break. */
const nearly = fc.record(
  {
    type: fc.oneof(
      fc.constantFrom('text', 'control', 'audio', 'playback', 'commit', 'config', 'hearing', 'ping'),
      fc.jsonValue(),
    ),
    text: fc.oneof(fc.string(), fc.jsonValue()),
    is_final: fc.oneof(fc.boolean(), fc.jsonValue()),
    command: fc.oneof(fc.constantFrom('PAUSE', 'RESUME', 'STOP'), fc.jsonValue()),
    pcm: fc.oneof(fc.base64String(), fc.jsonValue()),
    sample_rate: fc.oneof(fc.integer(), fc.jsonValue()),
    generation: fc.oneof(fc.integer(), fc.jsonValue()),
    position: fc.oneof(fc.nat(), fc.jsonValue()),
    barge_in: fc.jsonValue(),
    __proto__: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

test('whatever comes, the answer is a valid message or a short problem, never an exception', () => {
  const input = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json(),
    nearly.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(input, (json) => {
      const parsed = parseClientMessage(json);
      if (parsed.ok) expect(clientMessage.safeParse(parsed.message).success).toBe(true);
      else expect(parsed.problem.length).toBeLessThan(1000);
    }),
    { numRuns: 3000 },
  );
});

test('what is valid passes, and comes out with its defaults', () => {
  expect(parseClientMessage('{"type":"text","text":"Hi"}')).toEqual({
    ok: true,
    message: { type: 'text', text: 'Hi', is_final: true },
  });
});

test('a problem repeats nothing long of what came', () => {
  const parsed = parseClientMessage(JSON.stringify({ type: 'x'.repeat(1_000_000) }));
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.problem.length).toBeLessThan(300);
});
