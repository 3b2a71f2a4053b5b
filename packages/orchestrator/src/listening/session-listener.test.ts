import { createLogger } from '@parley/runtime';
import type { Clock, VadWindow } from '@parley/session';
import { FakeClock } from '@parley/session/testing';
import { describe, expect, it } from 'vitest';
import { createSessionListener } from './session-listener.js';
import type { VadClient } from './vad-client.js';

const logger = createLogger({ name: 'test', level: 'silent' });
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

function tone(rateHz: number, seconds: number, hz = 440): Int16Array {
  return Int16Array.from(
    { length: rateHz * seconds },
    (_, n) => 8000 * Math.sin((2 * Math.PI * hz * n) / rateHz),
  );
}

/** Resolves when there are so many windows; the test's own time limit ends a wait in vain. */
async function reached(windows: readonly unknown[], count: number): Promise<void> {
  while (windows.length < count) await settled();
}

function open(vad?: VadClient, maxWaitingWindows?: number, clock: Clock = new FakeClock()) {
  const windows: VadWindow[] = [];
  const listener = createSessionListener({
    sessionId: 's',
    settings: { maxWaitingWindows },
    vad,
    logger,
    clock,
    onWindow: (window) => windows.push(window),
    onDelivered: () => undefined,
    onClose: () => undefined,
  });
  return { listener, windows };
}

/** A lane that answers when it is told to, with the probabilities given. */
function fakeVad() {
  let onVerdict: (probability: number) => void = () => undefined;
  const posted: Float32Array[] = [];
  let streams = 0;
  const client: VadClient = {
    ended: new Promise(() => undefined),
    close: async () => undefined,
    openStream: (listener) => {
      onVerdict = listener;
      streams++;
      return {
        post: (samples) => posted.push(samples),
        close: () => {
          streams--;
        },
      };
    },
  };
  return { client, posted, answer: (probability: number) => onVerdict(probability), open: () => streams };
}

describe('a listener', () => {
  it.each([8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])(
    'turns %i Hz into 16 kHz windows without gaps, whatever the pieces',
    async (rateHz) => {
      const { listener, windows } = open();
      const audio = tone(rateHz, 1);
      for (let at = 0, size = 1; at < audio.length; at += size, size = (size * 7 + 13) % 2000) {
        listener.push(audio.subarray(at, at + size), rateHz);
      }
      await reached(windows, 30);
      expect(windows.length).toBeLessThanOrEqual(31);
      expect(windows.map(({ startSample }) => startSample)).toEqual(windows.map((_, n) => n * 512));
      const samples = windows.slice(2, 28).flatMap(({ samples: part }) => [...part]);
      const level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      expect(level).toBeCloseTo(8000 / 32_768 / Math.SQRT2, 2);
      // 440 Hz crosses zero upwards 440 times a second.
      const rising = samples.filter((x, n) => x >= 0 && (samples[n - 1] ?? 0) < 0).length;
      expect(rising / (samples.length / 16_000)).toBeGreaterThan(434);
      expect(rising / (samples.length / 16_000)).toBeLessThan(446);
      listener.close();
    },
  );

  it('goes on counting when the rate changes', async () => {
    const { listener, windows } = open();
    listener.push(tone(48_000, 0.5), 48_000);
    await reached(windows, 15);
    listener.push(tone(8000, 0.5), 8000);
    await reached(windows, 30);
    expect(windows.map(({ startSample }) => startSample)).toEqual(windows.map((_, n) => n * 512));
    listener.close();
  });

  it.each([0, 7999, 48_001, Number.NaN])('refuses a rate of %d Hz', (rateHz) => {
    const { listener } = open();
    expect(() => listener.push(new Int16Array(10), rateHz)).toThrow(
      expect.objectContaining({ code: 'INVALID_MESSAGE' }),
    );
    listener.close();
  });

  it('answers later than the push, also by energy', async () => {
    const { listener, windows } = open();
    listener.push(tone(16_000, 0.1), 16_000);
    await reached(windows, 3);
    const before = windows.length;
    listener.push(tone(16_000, 0.1), 16_000);
    expect(windows).toHaveLength(before);
    await reached(windows, before + 3);
    listener.close();
  });

  it('keeps a verdict for the window that it is of, and the last one for a window without', async () => {
    const { client, posted, answer } = fakeVad();
    const { listener, windows } = open(client, 64);
    listener.push(tone(16_000, 0.128), 16_000);
    await reached(posted, 4);
    answer(0.9);
    answer(0.1);
    expect(windows.map(({ speechProbability }) => speechProbability)).toEqual([0.9, 0.1]);
    listener.push(tone(16_000, 2.2), 16_000);
    expect(windows.length).toBeGreaterThan(2);
    expect(windows.at(-1)?.speechProbability).toBe(0.1);
    expect(listener.statistics?.()).toMatchObject({ engine: 'silero', framesUnjudged: windows.length - 2 });
    listener.close();
  });

  it('listens on by energy when the model is gone, without a gap', async () => {
    const { client, posted, answer } = fakeVad();
    const { listener, windows } = open(client);
    listener.push(tone(16_000, 0.128), 16_000);
    await reached(posted, 4);
    answer(0.9);
    listener.useEnergy();
    listener.push(tone(16_000, 0.5), 16_000);
    await reached(windows, 19);
    answer(0.3);
    expect(windows.map(({ startSample }) => startSample)).toEqual(windows.map((_, n) => n * 512));
    expect(listener.statistics?.()).toMatchObject({ engine: 'energy', framesUnjudged: 3 });
    listener.close();
  });

  it('says nothing after close, and closes its stream once', async () => {
    const { client, posted, answer, open: openStreams } = fakeVad();
    const { listener, windows } = open(client);
    listener.push(tone(16_000, 0.1), 16_000);
    await reached(posted, 3);
    listener.close();
    listener.close();
    answer(0.9);
    listener.push(tone(16_000, 0.1), 16_000);
    await settled();
    expect(windows).toEqual([]);
    expect(openStreams()).toBe(0);
  });

  describe('a task behind what was pushed', () => {
    it('runs at once when nothing waits', async () => {
      const { listener, windows } = open();
      let runs = 0;
      const count = () => {
        runs += 1;
      };
      listener.afterPending(count);
      expect(runs).toBe(1);
      listener.push(tone(16_000, 0.128), 16_000);
      listener.afterPending(count);
      await reached(windows, 4);
      await settled();
      expect(runs).toBe(2);
      listener.afterPending(count);
      expect(runs).toBe(3);
      listener.close();
    });

    it('runs when the last window has its verdict, filled up with silence; the next window begins after it', async () => {
      const { client, posted, answer } = fakeVad();
      const { listener, windows } = open(client);
      const heard: number[] = [];
      listener.push(tone(16_000, 0.1), 16_000);
      listener.afterPending(() => heard.push(windows.length));
      await reached(posted, 4);
      for (let index = 0; index < 3; index += 1) answer(0.9);
      expect(heard).toEqual([]);
      answer(0.9);
      expect(heard).toEqual([4]);
      expect(windows[3]?.samples.slice(64 + 32).every((sample) => sample === 0)).toBe(true);
      listener.push(tone(16_000, 0.032), 16_000);
      await reached(posted, 5);
      answer(0.9);
      expect(windows[4]?.startSample).toBe(4 * 512);
      listener.close();
    });

    it('runs after half a second although a verdict is missing, and not after close', async () => {
      const clock = new FakeClock();
      const { client, posted } = fakeVad();
      const { listener } = open(client, undefined, clock);
      let runs = 0;
      listener.push(tone(16_000, 0.1), 16_000);
      await reached(posted, 3);
      listener.afterPending(() => {
        runs += 1;
      });
      await clock.advance(499);
      expect(runs).toBe(0);
      await clock.advance(1);
      expect(runs).toBe(1);
      listener.afterPending(() => {
        runs += 1;
      });
      listener.close();
      await clock.advance(1000);
      expect([runs, clock.pendingTimers]).toEqual([1, 0]);
    });

    it('runs in the order of the calls, once all are delivered without verdicts', async () => {
      const { client, posted } = fakeVad();
      const { listener } = open(client);
      const order: number[] = [];
      listener.push(tone(16_000, 0.1), 16_000);
      listener.afterPending(() => order.push(1));
      await reached(posted, 4);
      listener.push(tone(16_000, 0.1), 16_000);
      listener.afterPending(() => order.push(2));
      listener.useEnergy();
      expect(order).toEqual([1, 2]);
      listener.close();
    });
  });

  it('is harder to interrupt by noise while the agent speaks, with the energy engine', async () => {
    const loudest = async (state: 'speaking' | 'listening') => {
      const { listener, windows } = open();
      listener.setState?.(state);
      listener.push(
        Int16Array.from({ length: 16_000 }, (_, n) => 420 * Math.sin((2 * Math.PI * 200 * n) / 16_000)),
        16_000,
      );
      await reached(windows, 31);
      const statistics = listener.statistics?.();
      listener.close();
      return {
        probability: Math.max(...windows.map(({ speechProbability }) => speechProbability)),
        statistics,
      };
    };
    const listening = await loudest('listening');
    const speaking = await loudest('speaking');
    expect(listening.probability).toBeGreaterThan(0.5);
    expect(speaking.probability).toBeLessThan(0.5);
    expect(listening.statistics).toMatchObject({
      framesStateGated: 0,
      currentStateMultiplier: 1,
      speechRatio: 1,
    });
    expect(speaking.statistics).toMatchObject({
      stateGatedRatio: 1,
      currentStateMultiplier: 2,
      speechRatio: 0,
    });
  });
});
