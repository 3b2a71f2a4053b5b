import { join } from 'node:path';
import { concatFloat32, resample } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import { requires, wordErrorRate } from '@parley/testkit';
import { describe, expect, it } from 'vitest';
import { createAsrEngine } from '../asr-engines.js';
import type { EngineModel } from '../tts-engine.js';
import { createHibariEngine } from './hibari-engine.js';

/** Homographs, inflections, names that no dictionary has, questions; nothing that is written in two ways. */
const SENTENCES = [
  'Hello, how can I help you today?',
  'Please read the report that you wrote yesterday, and record the results.',
  'She will present the present to her friends on Sunday morning.',
  'I live near the river, where live music is played every evening.',
  'We waited for an hour, but nobody answered the door.',
  'Turn left at the traffic light, then walk straight ahead.',
  'He used to work for the government, but now he teaches music.',
  'Children were laughing and running through the gardens.',
  'Thank you for calling. Your order was shipped this morning.',
  'Nobody knows exactly how the ancient bridge was constructed.',
];

const load = (id: string, family: string): EngineModel => ({
  id,
  family,
  directory: join(modelsDirectory(process.env), id),
  languages: ['en'],
  settings: {},
});

describe.skipIf(!requires('model:hibari-en-us', 'model:moonshine-base-en'))('what hibari says', () => {
  it.each([{}, { extra: { pitch: '-3' } }])(
    'is understood by the recogniser (%o)',
    async (options) => {
      const voice = await createHibariEngine().loadVoice(load('hibari-en-us', 'hibari'));
      const recogniser = await createAsrEngine('moonshine').loadModel(load('moonshine-base-en', 'moonshine'));
      const heard: string[] = [];
      for (const sentence of SENTENCES) {
        const parts: Float32Array[] = [];
        for await (const { samples } of voice.synthesize(sentence, options, new AbortController().signal))
          parts.push(samples);
        const utterance = recogniser.openUtterance({});
        utterance.push(await resample(concatFloat32(parts), voice.sampleRateHz, 16_000));
        heard.push((await utterance.recognise(true)).text);
      }
      await voice.close();
      await recogniser.close();
      expect(wordErrorRate(SENTENCES.join(' '), heard.join(' ')), heard.join(' ')).toBeLessThan(0.05);
    },
    180_000,
  );
});
