import { FRAME_SAMPLES } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import type { SynthesisStream } from '@parley/session';
import {
  FAKE_FRAMES_PER_WORD,
  type FakeTtsFailures,
  type FakeTtsWorker,
  startFakeTtsWorker,
  wordsOfFrames,
} from '@parley/testkit';
import { afterEach, expect } from 'vitest';
import { createMemoryLeases } from '../leases/memory-leases.js';
import { createMemoryRegistry } from '../memory-registry.js';
import { createSynthesisPort, type SynthesisPortOptions } from '../synthesis/synthesis-port.js';
import type { RecordingSynthesisSink } from './recording-sinks.js';

/** The two pieces of every reply of these tests, and their words. */
export const FIRST = 'one two three four five,';
export const SECOND = ' six seven eight nine ten.';
export const WORDS = 'one two three four five six seven eight nine ten'.split(' ');
export const ALL_FRAMES = WORDS.length * FAKE_FRAMES_PER_WORD;

const clock = createSystemClock();
const logger = createLogger({ name: 'test', level: 'silent' });

/** Ports to fake workers. Both close after the test, last made first. */
export function useSynthesis() {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  function own(...fakes: readonly FakeTtsWorker[]): void {
    closers.push(...fakes.map((fake) => () => fake.close()));
  }

  /** One worker a script: `w0`, `w1` and so on. */
  async function workers<Scripts extends readonly FakeTtsFailures[]>(
    ...scripts: Scripts
  ): Promise<{ [Index in keyof Scripts]: FakeTtsWorker }> {
    const started: FakeTtsWorker[] = [];
    for (const [index, failures] of scripts.entries()) {
      const worker = await startFakeTtsWorker({ name: `w${index}`, failures });
      own(worker);
      started.push(worker);
    }
    return started as { [Index in keyof Scripts]: FakeTtsWorker };
  }

  async function port(fakes: readonly FakeTtsWorker[], options: Partial<SynthesisPortOptions> = {}) {
    const registry = createMemoryRegistry({ clock });
    for (const fake of fakes) await registry.register(fake.entry());
    const leases = createMemoryLeases();
    const metrics = createMetrics();
    const port = createSynthesisPort({ registry, leases, clock, logger, metrics, ...options });
    closers.push(
      () => registry.close(),
      () => port.close(),
    );
    /** How often the metrics counted this event. */
    const counted = async (event: string): Promise<number> => {
      const line = (await metrics.render()).split('\n').find((text) => text.includes(`event="${event}"`));
      return Number(line?.split(' ').at(-1) ?? 0);
    };
    return { registry, leases, port, counted };
  }

  return { own, workers, port };
}

let generation = 0;

/** The next reply of session `s1`. */
export function request(overrides: object = {}) {
  generation += 1;
  return { sessionId: 's1', generation, speculative: false, ...overrides };
}

export function say(stream: SynthesisStream, creditFrames = 1000): void {
  stream.grantCredit(creditFrames);
  stream.write(1, FIRST);
  stream.write(2, SECOND);
  stream.finish();
}

export function heard(sink: RecordingSynthesisSink): string[] {
  return wordsOfFrames(
    sink.frames.map((frame) => frame.pcm),
    WORDS,
  );
}

/** The reply came whole, once, on one unbroken time line. */
export function expectWholeReply(sink: RecordingSynthesisSink): void {
  expect(sink.errors).toEqual([]);
  expect(heard(sink)).toEqual(WORDS);
  expect(sink.frames.map((frame) => frame.samplePosition)).toEqual(
    Array.from({ length: ALL_FRAMES }, (_, index) => index * FRAME_SAMPLES),
  );
  expect(sink.ends).toBe(1);
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** Turns of the event loop, which workers and port share: on a busy machine they say more than a time does. */
export async function aMoment(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await pause(1);
}
