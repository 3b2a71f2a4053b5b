import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurnBatch } from './turn-batch.js';

test('what one turn of the loop brings travels together and in order, the next turn apart', async () => {
  const sent: (readonly number[])[] = [];
  const push = createTurnBatch<number>((batch) => sent.push(batch));
  push(1);
  await Promise.resolve();
  push(2);
  expect(sent).toEqual([]);
  await turn();
  push(3);
  await turn();
  expect(sent).toEqual([[1, 2], [3]]);
});
