import { describe, expect, it } from 'vitest';
import type { Transcript } from '../ports.js';
import { SessionRig } from '../testing/index.js';
import { PauseWords } from './pause-words.js';

const heard = (text: string): Transcript => ({
  text,
  stableLength: text.length,
  confidence: 0.9,
  language: 'en',
  flushed: true,
});

function asking(): { words: PauseWords; asked: () => number } {
  let asked = 0;
  const words = new PauseWords({
    write: () => undefined,
    flush: () => {
      asked += 1;
    },
    finish: () => undefined,
    cancel: () => undefined,
  });
  return { words, asked: () => asked };
}

describe('the words of a pause', () => {
  it('are all that was said until the person speaks again', () => {
    const { words } = asking();
    words.ask();
    expect(words.answered(heard('one'))).toBe(true);
    expect(words.transcript?.text).toBe('one');
    words.speech();
    expect(words.transcript).toBeUndefined();
  });

  it('are not all of them when the person spoke after they were asked for; then they are asked for again', () => {
    const { words, asked } = asking();
    words.ask();
    words.speech();
    words.ask();
    expect(asked()).toBe(1);
    expect(words.answered(heard('one'))).toBe(false);
    expect(words.transcript).toBeUndefined();
    expect(asked()).toBe(2);
    expect(words.answered(heard('one two'))).toBe(true);
    expect(words.transcript?.text).toBe('one two');
  });

  it('are not asked for again while the person speaks', () => {
    const { words, asked } = asking();
    words.ask();
    words.speech();
    words.ask();
    words.speech();
    expect(words.answered(heard('one'))).toBe(false);
    expect(asked()).toBe(1);
  });

  it('nobody asked for cover nothing', () => {
    const { words } = asking();
    expect(words.answered(heard('one'))).toBe(false);
  });

  it('are final the moment the turn ends, and come once', async () => {
    const rig = new SessionRig({}, { endOfTurn: 0.95 });
    await rig.say('what time is it', 600);
    await rig.run(1500);
    const ended = rig.of('speech').find(({ active }) => !active);
    const finals = rig.of('transcript').filter(({ isFinal }) => isFinal);
    expect(finals).toMatchObject([{ text: 'what time is it', atMs: ended?.atMs }]);
    expect(rig.recognition.openStreams).toBe(0);
    expect(rig.requests).toHaveLength(1);
  });

  it('that are still being recognised when the turn ends are taken as soon as they come', async () => {
    const rig = new SessionRig({}, { endOfTurn: 0.95 });
    rig.recognition.delayMs = 400;
    await rig.say('what time is it', 600);
    await rig.run(1500);
    const ended = rig.of('speech').find(({ active }) => !active)?.atMs ?? 0;
    const finals = rig.of('transcript').filter(({ isFinal }) => isFinal);
    expect(finals).toHaveLength(1);
    // Not after the whole of another look, which began when the turn ended.
    expect((finals[0]?.atMs ?? 0) - ended).toBeLessThan(400);
    expect(rig.recognition.openStreams).toBe(0);
  });
});
