import { ParleyError } from '@parley/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createLane, type Lane } from './lane.js';

const entry = new URL('./lane.test-thread.js', import.meta.url);
let lane: Lane | undefined;
const open = () => {
  lane = createLane({ entry, name: 'test lane' });
  return lane;
};
afterEach(async () => {
  await lane?.close();
});

describe('a lane', () => {
  it('answers calls, many at a time', async () => {
    const { call } = open();
    const results = await Promise.all([1, 2, 3].map((value) => call<number>('double', value).result));
    expect(results).toEqual([2, 4, 6]);
  });

  it('keeps the code of an error', async () => {
    const { call } = open();
    const error = await call('notFound', null).result.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ParleyError);
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'no such voice', retryable: false });
    await expect(call('plainError', null).result).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: 'odd',
    });
    await expect(call('toString', null).result).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('streams both ways, in order, each call its own', async () => {
    const { call } = open();
    const run = async (letter: string) => {
      const heard: unknown[] = [];
      const stream = call('echo', 3, { onMessage: (message) => heard.push(message) });
      for (let n = 0; n < 3; n++) stream.send(letter + n);
      await stream.result;
      return heard;
    };
    const [a, b] = await Promise.all([run('a'), run('b')]);
    expect(a).toEqual([0, 1, 2].map((n) => ({ message: `a${n}`, seen: n + 1 })));
    expect(b).toEqual([0, 1, 2].map((n) => ({ message: `b${n}`, seen: n + 1 })));
  });

  it('keeps what was sent before the handler listened', async () => {
    const stream = open().call<unknown[]>('lateListener', undefined);
    stream.send(1);
    stream.send(2);
    expect(await stream.result).toEqual([1, 2]);
  });

  it('aborts a handler that is at work', async () => {
    const controller = new AbortController();
    const { call } = open();
    const { result } = call<{ reason: string }>('grind', undefined, {
      signal: controller.signal,
      onMessage: () => controller.abort(new Error('barge-in')),
    });
    expect(await result).toMatchObject({ reason: 'barge-in' });
    const late = await call<{ pieces: number }>('grind', undefined, { signal: controller.signal }).result;
    expect(late.pieces).toBe(0);
  });

  it('fails the call whose listener throws', async () => {
    const { call } = open();
    const { result } = call('grind', undefined, {
      onMessage: () => {
        throw new Error('bad listener');
      },
    });
    await expect(result).rejects.toMatchObject({ message: 'bad listener' });
    expect(await call('double', 4).result).toBe(8);
  });

  it('moves buffers', async () => {
    const samples = new Float32Array([1, 2, 3]);
    const { result } = open().call('move', samples, { transfer: [samples.buffer] });
    expect(samples.length).toBe(0);
    expect(await result).toEqual(new Float32Array([1, 2, 3]));
  });

  it('stops: aborts what listens to aborts, waits for what does not', async () => {
    const { call, close, exited } = open();
    const grinding = call<{ pieces: number }>('grind', undefined).result;
    const stubborn = call('stubborn', undefined).result;
    await call('double', 1).result;
    await Promise.all([close(), close()]);
    expect((await grinding).pieces).toBeGreaterThan(0);
    expect(await stubborn).toBe('done all the same');
    expect(await exited).toBeUndefined();
    await expect(call('double', 1).result).rejects.toBeInstanceOf(ParleyError);
  });

  it('rejects every call when the thread dies', async () => {
    const { call, exited } = open();
    const waiting = call('echo', 1).result;
    const crash = call('crash', null).result;
    await expect(waiting).rejects.toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
    await expect(crash).rejects.toThrow('native trouble');
    expect(await exited).toBeInstanceOf(ParleyError);
    await expect(call('double', 1).result).rejects.toThrow('native trouble');
  });

  it('says so when the entry cannot be loaded', async () => {
    lane = createLane({ entry: new URL('./missing.js', import.meta.url), name: 'lost lane' });
    await expect(lane.call('double', 1).result).rejects.toThrow('missing.js');
  });
});
