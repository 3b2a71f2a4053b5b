import { describe, expect, it } from 'vitest';
import { DEFAULT_BARGE_IN_POLICY } from '../policy.js';
import { speakingRig } from '../testing/index.js';

describe('words over a reply', () => {
  it('does not take more words than fit into the speech for words', async () => {
    const rig = await speakingRig();
    await rig.say('I turned off', 200);
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes doubtful words for words when two looks agree on them', async () => {
    const rig = await speakingRig();
    rig.recognition.confidence = 0.4;
    await rig.say('seven', 500);
    await rig.run(100);
    // As the recogniser is as sure of the second look as of the first, the two would be one.
    rig.recognition.confidence = 0.45;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
  });

  it('goes on when the second look hears other words, and the recogniser is sure of neither', async () => {
    const rig = await speakingRig();
    rig.recognition.confidence = 0.5;
    await rig.say('six', 500);
    await rig.run(100);
    rig.recognition.saying = 'thanks';
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes a grunt of which two looks make the same doubtful word for no word', async () => {
    const rig = await speakingRig();
    rig.recognition.confidence = 0.5;
    await rig.say('I am', 300);
    await rig.run(100);
    rig.recognition.confidence = 0.55;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes doubtful words for none when it is not sure that they are a voice either', async () => {
    const rig = await speakingRig();
    rig.recognition.confidence = 0.3;
    rig.recognition.saying = 'seven';
    await rig.run(500, 0.55);
    await rig.run(100);
    rig.recognition.confidence = 0.32;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it.each([
    ['what was as loud before it', 0.1, undefined],
    ['what is as loud after it', undefined, 0.1],
  ])('takes no short word from %s', async (_, before, after) => {
    const rig = await speakingRig();
    rig.level = before;
    await rig.run(600);
    rig.level = undefined;
    await rig.say('stop', 300);
    rig.level = after;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it.each([
    ['a doubtful word', 'seven', 'resume'],
    ['a doubtful sentence', 'seven or eight of hearts', 'flush'],
  ])('of %s that does not stand out makes what two looks agree on', async (_, text, outcome) => {
    const rig = await speakingRig();
    rig.level = 0.1;
    await rig.run(600);
    rig.recognition.confidence = 0.4;
    await rig.say(text, 800);
    await rig.run(100);
    rig.recognition.confidence = 0.45;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', outcome]);
  });
});

describe('the least that interrupts', () => {
  it.each([
    ['words', { minWords: 3 }, 'stop please', 'stop please now'],
    ['speech', { minSpeechMs: 700 }, 'stop please', undefined],
  ])('is so many %s', async (_, bargeIn, tooLittle, enough) => {
    const rig = await speakingRig({ bargeIn: { ...DEFAULT_BARGE_IN_POLICY, ...bargeIn } });
    await rig.say(tooLittle, 600);
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
    await rig.say(enough ?? tooLittle, 900);
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume', 'hold', 'flush']);
  });
});
