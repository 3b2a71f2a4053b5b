import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWavMono } from '@parley/audio';
import { requires, speechFixture, speechFixturesFolder } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelsDirectory } from '../catalogue/models-directory.js';
import { createSileroVad, type SileroVad } from './silero-vad.js';
import { createSmartTurn, type SmartTurn } from './smart-turn.js';

const modelFile = (id: string, file: string) => join(modelsDirectory(process.env), id, file);
const read = (name: string) => parseWavMono(readFileSync(speechFixture(name))).samples;
const windowsOf = (samples: Float32Array) =>
  Array.from({ length: Math.floor(samples.length / 512) }, (_, n) =>
    samples.subarray(n * 512, n * 512 + 512),
  );

describe.skipIf(!requires('model:silero-vad-v6', 'fixtures'))('Silero VAD', () => {
  let vad: SileroVad;
  beforeAll(async () => {
    vad = await createSileroVad({ modelPath: modelFile('silero-vad-v6', 'silero_vad.onnx') });
  });
  afterAll(() => vad.close());

  const judge = async (samples: Float32Array) => {
    const stream = vad.createStream();
    const probabilities: number[] = [];
    for (const window of windowsOf(samples))
      probabilities.push((await vad.run([stream], [window]))[0] as number);
    return probabilities;
  };

  it('hears speech, and nothing in noise and tones', async () => {
    const speech = await judge(read('libri-1988-24833-0000'));
    expect(speech.filter((probability) => probability > 0.5).length).toBeGreaterThan(speech.length / 2);
    const noise = Float32Array.from({ length: 48_000 }, () => (Math.random() - 0.5) * 0.05);
    const tone = Float32Array.from({ length: 48_000 }, (_, n) => 0.3 * Math.sin(n / 6));
    for (const sound of [noise, tone]) expect(Math.max(...(await judge(sound)))).toBeLessThan(0.5);
  });

  it('judges streams in one run as it judges each alone', async () => {
    const clips = ['libri-1988-24833-0000', 'ask-weather', 'jfk-ask-not'].map((name) =>
      read(name).subarray(0, 512 * 60),
    );
    const alone: number[][] = [];
    for (const clip of clips) alone.push(await judge(clip));
    const streams = clips.map(() => vad.createStream());
    for (let n = 0; n < 60; n++) {
      const together = await vad.run(
        streams,
        clips.map((clip) => clip.subarray(n * 512, n * 512 + 512)),
      );
      for (const [row, expected] of alone.entries())
        expect(together[row]).toBeCloseTo(expected[n] as number, 4);
    }
  });
});

describe.skipIf(!requires('model:smart-turn-v3', 'fixtures'))('Smart Turn', () => {
  let turn: SmartTurn;
  beforeAll(async () => {
    turn = await createSmartTurn({ modelPath: modelFile('smart-turn-v3', 'smart_turn.onnx') });
  });
  afterAll(() => turn.close());

  it('tells finished turns from unfinished ones, nearly always', async () => {
    const manifest = JSON.parse(readFileSync(join(speechFixturesFolder(), 'manifest.json'), 'utf8')) as {
      file: string;
      endOfTurn: 'complete' | 'incomplete' | null;
    }[];
    const right = { complete: 0, incomplete: 0 };
    const all = { complete: 0, incomplete: 0 };
    for (const { file, endOfTurn } of manifest) {
      if (endOfTurn === null || !file.startsWith('audio16k')) continue;
      const probability = await turn.predict(
        parseWavMono(readFileSync(join(speechFixturesFolder(), file))).samples,
      );
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
      all[endOfTurn]++;
      if (probability >= 0.5 === (endOfTurn === 'complete')) right[endOfTurn]++;
    }
    // 43 of 48 and 7 of 7 when this was written.
    expect(all.complete).toBeGreaterThan(0);
    expect(right.complete / all.complete).toBeGreaterThan(0.8);
    expect(right.incomplete / all.incomplete).toBeGreaterThan(0.8);
  });
});
