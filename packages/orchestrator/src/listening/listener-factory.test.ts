import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseWavMono } from '@parley/audio';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { createLogger, createMetrics } from '@parley/runtime';
import { requires, speechFixture } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListenerFactory } from './listener.js';
import { createListenerFactory } from './listener-factory.js';

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
let factory: ListenerFactory | undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-listening-'));
});
afterEach(async () => {
  await factory?.close();
  rmSync(folder, { recursive: true, force: true });
});

function logLines() {
  const destination = new PassThrough();
  const lines: string[] = [];
  destination.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  return { logger: createLogger({ name: 'test', destination }), lines };
}

describe('a listener factory', () => {
  it.each(['missing', 'broken'])(
    'listens by energy when the model is %s, and says so in one line',
    async (how) => {
      const { logger, lines } = logLines();
      const modelPath = join(folder, 'model.onnx');
      if (how === 'broken') writeFileSync(modelPath, 'no model');
      factory = await createListenerFactory({ modelPath, logger });
      let heard = 0;
      for (const sessionId of ['a', 'b']) {
        const listener = factory.open({ sessionId, onWindow: () => heard++ });
        listener.push(new Int16Array(16_000), 16_000);
        expect(listener.statistics?.().engine).toBe('energy');
      }
      while (heard < 62) await settled();
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('energy engine takes over');
    },
  );

  it('names the command that installs a model that the store lacks', async () => {
    const { logger, lines } = logLines();
    const models = createModelStore({ directory: folder, catalogue: await loadCatalogue() });
    factory = await createListenerFactory({ models, logger });
    expect(lines[0]).toContain('parley models pull silero-vad-v6');
  });

  it('opens nothing after close', async () => {
    factory = await createListenerFactory({ engine: 'energy', logger: logLines().logger });
    await Promise.all([factory.close(), factory.close()]);
    expect(() => factory?.open({ sessionId: 'a', onWindow: () => undefined })).toThrow('closed');
  });
});

describe.skipIf(!requires('model:silero-vad-v6', 'fixtures'))('a listener factory with its model', () => {
  const openFactory = async () => {
    const models = createModelStore({
      directory: modelsDirectory(process.env),
      catalogue: await loadCatalogue(),
    });
    const { logger, lines } = logLines();
    const metrics = createMetrics();
    factory = await createListenerFactory({ models, logger, metrics });
    return { factory, lines, metrics };
  };
  const pcmOf = (name: string) => {
    const { samples } = parseWavMono(readFileSync(speechFixture(name)));
    return Int16Array.from(samples.subarray(0, 512 * 60), (x) => x * 32_767);
  };
  /** Pushes each session's audio in 20 ms pieces, all in step, and waits for all verdicts. */
  async function listenTo(clips: readonly Int16Array[], at: ListenerFactory): Promise<number[][]> {
    const heard = clips.map((): number[] => []);
    const listeners = clips.map((_, n) =>
      at.open({ sessionId: `s${n}`, onWindow: (window) => heard[n]?.push(window.speechProbability) }),
    );
    for (let piece = 0; piece < 96; piece++) {
      for (const [n, clip] of clips.entries())
        listeners[n]?.push(clip.subarray(piece * 320, piece * 320 + 320), 16_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const [n, clip] of clips.entries()) {
      while ((heard[n]?.length ?? 0) < Math.floor(Math.min(clip.length, 96 * 320) / 512)) await settled();
    }
    for (const listener of listeners) listener.close();
    return heard;
  }

  it('gives each session what it would have alone, however many speak at once', async () => {
    const opened = await openFactory();
    const names = ['libri-1988-24833-0000', 'ask-weather', 'jfk-ask-not', 'noise-sb-5'];
    const clips = [...names, ...names, ...names].map(pcmOf);
    const together = await listenTo(clips, opened.factory);
    for (const [n, clip] of clips.slice(0, names.length).entries()) {
      const [alone = []] = await listenTo([clip], opened.factory);
      expect(alone.length).toBe(60);
      for (const row of [n, n + 4, n + 8]) {
        for (const [k, probability] of alone.entries())
          expect(together[row]?.[k]).toBeCloseTo(probability, 3);
      }
    }
    expect(Math.max(...(together[0] ?? []))).toBeGreaterThan(0.9);
    expect(opened.lines).toEqual([]);
    expect(await opened.metrics.render()).toMatch(/^parley_vad_frame_seconds_count [1-9]/m);
  });

  it("goes on with the others when one session's handler fails", async () => {
    const opened = await openFactory();
    const clip = pcmOf('ask-weather');
    let heard = 0;
    const failing = opened.factory.open({
      sessionId: 'failing',
      onWindow: () => {
        throw new Error('bad session');
      },
    });
    const fine = opened.factory.open({ sessionId: 'fine', onWindow: () => heard++ });
    for (const listener of [failing, fine]) listener.push(clip.subarray(0, 512 * 10), 16_000);
    while (heard < 10) await settled();
    expect(opened.lines.filter((line) => line.includes('bad session'))).toHaveLength(10);
    fine.push(clip.subarray(0, 512 * 10), 16_000);
    while (heard < 20) await settled();
  });
});
