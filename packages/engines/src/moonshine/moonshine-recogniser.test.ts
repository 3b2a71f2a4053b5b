import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWavMono } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import { requires, speechFixture } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OfflineRecogniser } from '../redecoding/offline-recogniser.js';
import { loadMoonshineGraphs, type MoonshineGraphs } from './moonshine-decoder.js';
import { MOONSHINE_FILES } from './moonshine-engine.js';
import { createMoonshineRecogniser } from './moonshine-recogniser.js';
import { parseTokenTable } from './token-table.js';

const MODEL = 'moonshine-tiny-en';

describe.skipIf(!requires(`model:${MODEL}`, 'fixtures'))('a draft', () => {
  const directory = join(modelsDirectory(process.env), MODEL);
  let graphs: MoonshineGraphs;
  let recogniser: OfflineRecogniser;
  let steps = 0;
  let samples: Float32Array = new Float32Array();

  beforeAll(async () => {
    samples = parseWavMono(readFileSync(speechFixture('harvard-spk1_snt3'))).samples;
    graphs = await loadMoonshineGraphs(
      join(directory, MOONSHINE_FILES.encoder),
      join(directory, MOONSHINE_FILES.decoder),
    );
    const counted: MoonshineGraphs = {
      ...graphs,
      begin: async (audio) => {
        const run = await graphs.begin(audio);
        const step: typeof run.step = (tokens) => {
          steps += 1;
          return run.step(tokens);
        };
        return { ...run, step };
      },
    };
    recogniser = createMoonshineRecogniser(
      counted,
      parseTokenTable(readFileSync(join(directory, MOONSHINE_FILES.tokens))),
    );
  });
  afterAll(() => graphs.close());

  async function transcribe(draftTokens: readonly number[], prefixTokens: readonly number[] = []) {
    steps = 0;
    const { tokens } = await recogniser.transcribe(samples, { draftTokens, prefixTokens });
    return { tokens, steps };
  }

  test('changes the number of steps and nothing else', async () => {
    const plain = await transcribe([]);
    expect(plain.tokens.length).toBeGreaterThan(8);
    expect(plain.steps).toBe(plain.tokens.length + 1);

    expect(await transcribe(plain.tokens)).toEqual({ tokens: plain.tokens, steps: 1 });
    expect(await transcribe([...plain.tokens, 5, 6])).toEqual({ tokens: plain.tokens, steps: 1 });
    expect(await transcribe(plain.tokens.slice(0, -3))).toEqual({ tokens: plain.tokens, steps: 4 });

    const [third = 0] = plain.tokens.slice(2);
    const wrong = plain.tokens.with(2, third + 1);
    expect(await transcribe(wrong)).toEqual({ tokens: plain.tokens, steps: plain.steps - 2 });
    expect(await transcribe(plain.tokens.slice(4), plain.tokens.slice(0, 4))).toEqual({
      tokens: plain.tokens,
      steps: 1,
    });
  });

  test('tells whether a sentence may end there, with or without a draft', async () => {
    const whole = await recogniser.transcribe(samples);
    const drafted = await recogniser.transcribe(samples, { draftTokens: whole.tokens });
    // "At that high level, the air is pure."
    const cut = await recogniser.transcribe(samples.subarray(0, samples.length / 2));
    expect(whole.sentenceEnd).toBeGreaterThan(0.5);
    expect(drafted.sentenceEnd).toBeCloseTo(whole.sentenceEnd ?? 0, 1);
    expect(cut.sentenceEnd).toBeLessThan(whole.sentenceEnd ?? 0);
  });
});
