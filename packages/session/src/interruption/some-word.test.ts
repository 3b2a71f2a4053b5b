import { expect, it } from 'vitest';
import { speakingRig } from '../testing/index.js';

it.each([
  ['stops a reply', {}, 'flush'],
  ['may be a hum as well', { wordProbability: 0.3 }, 'resume'],
  ['is said too shortly to be told from a grunt', { speechMs: 300 }, 'resume'],
  ['is not surely spoken by a voice', { vadProbability: 0.55 }, 'resume'],
  ['does not stand out', { level: 0.1 }, 'resume'],
  ['is written as a backchannel', { text: 'yeah' }, 'resume'],
] as const)('a word of which nobody knows which it was %s', async (_, given, outcome) => {
  const { wordProbability, speechMs, vadProbability, level, text } = {
    wordProbability: 0.45,
    speechMs: 500,
    vadProbability: 0.8,
    level: undefined,
    text: 'zero',
    ...given,
  };
  const rig = await speakingRig();
  rig.level = level;
  await rig.run(600);
  rig.recognition.confidence = 0.1;
  rig.recognition.wordProbability = wordProbability;
  rig.recognition.saying = text;
  await rig.run(speechMs, vadProbability);
  await rig.run(1000);
  expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', outcome]);
});
