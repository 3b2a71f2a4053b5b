import { setImmediate as turn } from 'node:timers/promises';
import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { FakeClock } from '@parley/session/testing';
import { expect, it } from 'vitest';
import { createWindowBatcher, type WindowBatch } from './window-batcher.js';

function rig(streamCount: number) {
  const clock = new FakeClock();
  const batches: WindowBatch[] = [];
  const batcher = createWindowBatcher({
    clock,
    streamCount: () => streamCount,
    onBatch: (batch) => batches.push(batch),
  });
  const add = (stream: number): void =>
    batcher.add(stream, new Float32Array(VAD_WINDOW_SAMPLES).fill(stream / 1000));
  return { clock, batches, batcher, add };
}

it('sends what one turn of the event loop brings while few people are there', async () => {
  const { add, batches } = rig(3);
  add(1);
  add(2);
  await turn();
  add(3);
  await turn();
  expect(batches.map(({ streams }) => streams)).toEqual([[1, 2], [3]]);
});

it('lets the windows of many wait for each other, in order and with their own samples, for a moment only', async () => {
  const { add, batches, clock } = rig(100);
  for (const stream of [5, 7, 5]) add(stream);
  expect(batches).toEqual([]);
  await clock.advance(10);
  add(9);
  await clock.advance(10);
  expect(batches.map(({ streams }) => streams)).toEqual([[5, 7, 5], [9]]);
  const [first] = batches;
  expect(first?.samples.length).toBe(3 * VAD_WINDOW_SAMPLES);
  expect(first?.samples[VAD_WINDOW_SAMPLES]).toBeCloseTo(0.007);
  expect(first?.samples.at(-1)).toBeCloseTo(0.005);
});

it('waits no longer than until a run of the model is full, and sends nothing after its end', async () => {
  const { add, batches, batcher, clock } = rig(100);
  for (let stream = 0; stream < 20; stream += 1) add(stream);
  expect(batches.map(({ streams }) => streams.length)).toEqual([16]);
  batcher.flush();
  expect(batches.map(({ streams }) => streams.length)).toEqual([16, 4]);
  add(1);
  batcher.close();
  await clock.advance(100);
  expect(batches).toHaveLength(2);
});
