import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concatFloat32, resample } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import { requires, wordErrorRate } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAsrEngine } from '../asr-engines.js';
import { ttsVoiceContract } from '../contract/tts-voice-contract.js';
import type { EngineModel, TtsVoice } from '../tts-engine.js';
import { createPiperEngine } from './piper-engine.js';

const load = (id: string, family: string): EngineModel => ({
  id,
  family,
  directory: join(modelsDirectory(process.env), id),
  languages: ['en'],
  settings: {},
});
const open = () => createPiperEngine().loadVoice(load('piper-en-us-joe', 'piper'));

/** No digits and nothing that is written in two ways. */
const SENTENCES = [
  'Please read the report that you wrote yesterday, and record the results.',
  'He used to work for the government, but now he teaches music.',
];

test('a voice of another language is refused, and says why', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-piper-'));
  writeFileSync(
    join(directory, 'voice.json'),
    JSON.stringify({ audio: { sample_rate: 22_050 }, espeak: { voice: 'de' }, phoneme_id_map: {} }),
  );
  const model = { ...load('piper-de', 'piper'), directory };
  await expect(createPiperEngine().loadVoice(model)).rejects.toThrow(/piper-de speaks de/);
  rmSync(directory, { recursive: true });
});

describe.skipIf(!requires('model:piper-en-us-joe'))('the Piper voice', () => {
  test.each(ttsVoiceContract({ open }))('$name', ({ run }) => run(), 60_000);
});

describe.skipIf(!requires('model:piper-en-us-joe', 'model:moonshine-base-en'))('what Piper says', () => {
  let voice: TtsVoice;
  beforeAll(async () => {
    voice = await open();
  }, 60_000);
  afterAll(() => voice.close());

  async function say(text: string): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for await (const { samples } of voice.synthesize(text, {}, new AbortController().signal))
      parts.push(samples);
    return concatFloat32(parts);
  }

  test('is understood by the recogniser', async () => {
    const recogniser = await createAsrEngine('moonshine').loadModel(load('moonshine-base-en', 'moonshine'));
    const heard: string[] = [];
    for (const sentence of SENTENCES) {
      const utterance = recogniser.openUtterance({});
      utterance.push(await resample(await say(sentence), voice.sampleRateHz, 16_000));
      heard.push((await utterance.recognise(true)).text);
    }
    await recogniser.close();
    expect(wordErrorRate(SENTENCES.join(' '), heard.join(' ')), heard.join(' ')).toBeLessThan(0.05);
  }, 180_000);

  test('is the same each time', async () => {
    const [once, again] = [await say('Good morning.'), await say('Good morning.')];
    expect(once.length).toBeGreaterThan(voice.sampleRateHz / 2);
    expect(again).toEqual(once);
  }, 60_000);
});
