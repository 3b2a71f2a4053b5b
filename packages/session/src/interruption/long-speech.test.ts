import { ParleyError } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import type { RecognitionSink } from '../ports.js';
import { type SessionRig, speakingRig } from '../testing/index.js';

const SURELY_A_VOICE = 0.95;

function actions(rig: SessionRig): string[] {
  return rig.of('playback').map(({ action }) => action);
}

describe('speech of which no word is known', () => {
  it('stops the reply after a second', async () => {
    const rig = await speakingRig();
    await rig.run(900, SURELY_A_VOICE);
    expect(actions(rig)).toEqual(['hold']);
    await rig.run(200, SURELY_A_VOICE);
    expect(actions(rig)).toEqual(['hold', 'flush']);
  });

  it('takes longer when it is not surely a voice: it may be music', async () => {
    const rig = await speakingRig();
    await rig.run(2900, 0.8);
    expect(actions(rig)).toEqual(['hold']);
    await rig.run(200, 0.8);
    expect(actions(rig)).toEqual(['hold', 'flush']);
  });

  it('takes longer when it is as loud as what was before it', async () => {
    const rig = await speakingRig();
    rig.level = 0.1;
    await rig.run(600);
    await rig.run(2900, SURELY_A_VOICE);
    expect(actions(rig)).toEqual(['hold']);
    await rig.run(200, SURELY_A_VOICE);
    expect(actions(rig)).toEqual(['hold', 'flush']);
  });

  it('does not add up over pauses in which the reply went on', async () => {
    const rig = await speakingRig();
    rig.recognition.delayMs = Number.POSITIVE_INFINITY;
    for (let burst = 0; burst < 2; burst += 1) {
      await rig.run(800, SURELY_A_VOICE);
      await rig.run(700);
    }
    expect(actions(rig)).toEqual(['hold', 'resume', 'hold', 'resume']);
  });

  it('counts from its own beginning when the recogniser fails in it', async () => {
    const rig = await speakingRig();
    const sinks: RecognitionSink[] = [];
    const open = rig.recognition.open.bind(rig.recognition);
    rig.recognition.open = (request, sink) => {
      sinks.push(sink);
      return open(request, sink);
    };
    rig.recognition.delayMs = Number.POSITIVE_INFINITY;
    await rig.run(800, SURELY_A_VOICE);
    await rig.run(700);
    await rig.run(300, SURELY_A_VOICE);
    sinks.at(-1)?.onError(new ParleyError('ASR_FAILED', 'gone'));
    await rig.run(800, SURELY_A_VOICE);
    expect(actions(rig)).toEqual(['hold', 'resume', 'hold', 'flush']);
  });
});

describe('speech in which the recogniser believes no word', () => {
  it.each([
    ['heard none', '', 0],
    ['guessed one', 'he', 0.1],
  ])('stops the reply after two seconds when it is surely a voice (%s)', async (_, text, confidence) => {
    const rig = await speakingRig();
    rig.recognition.confidence = confidence;
    for (const [ms, expected] of [
      [800, ['hold']],
      [1100, ['hold']],
      [200, ['hold', 'flush']],
    ] as const) {
      await rig.run(ms, SURELY_A_VOICE);
      rig.recognition.partial(text);
      expect(actions(rig)).toEqual(expected);
    }
  });

  it('takes longer when it is not: it may be music', async () => {
    const rig = await speakingRig();
    rig.recognition.confidence = 0.1;
    await rig.run(900, 0.8);
    rig.recognition.partial('he');
    await rig.run(2000, 0.8);
    expect(actions(rig)).toEqual(['hold']);
    await rig.run(200, 0.8);
    expect(actions(rig)).toEqual(['hold', 'flush']);
  });
});
