import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Speaker } from '../playout/speaker.js';
import { createDucker } from './ducker.js';
import { createOnsetGate } from './onset-gate.js';

describe('ducker', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function setUp() {
    const calls: string[] = [];
    let onset = () => {};
    let speech = () => {};
    const speaker = {
      hold: () => calls.push('hold'),
      resume: () => calls.push('resume'),
    } as unknown as Speaker;
    const detector = {
      start(onOnset: () => void, onSpeech: () => void) {
        onset = onOnset;
        speech = onSpeech;
      },
      push: () => undefined,
      close: () => calls.push('closed'),
    };
    const ducker = createDucker({ detector, speaker: () => speaker });
    return { ducker, calls, onset: () => onset(), speech: () => speech() };
  }

  it('is silent at the first speech, and plays on when the server does not confirm', () => {
    const { ducker, calls, onset } = setUp();
    onset();
    expect(calls).toEqual([]);
    ducker.setPlaying(true);
    onset();
    onset();
    expect(calls).toEqual(['hold']);
    expect(ducker.holding).toBe(true);
    vi.advanceTimersByTime(399);
    expect(calls).toEqual(['hold']);
    vi.advanceTimersByTime(1);
    expect(calls).toEqual(['hold', 'resume']);
    expect(ducker.holding).toBe(false);
  });

  it('does not play on into what the person is saying, for 1.5 s', () => {
    const { ducker, calls, onset, speech } = setUp();
    ducker.setPlaying(true);
    onset();
    for (let atMs = 0; atMs < 700; atMs += 100) {
      speech();
      vi.advanceTimersByTime(100);
    }
    expect(calls).toEqual(['hold']);
    vi.advanceTimersByTime(200);
    expect(calls).toEqual(['hold', 'resume']);
    onset();
    for (let atMs = 0; atMs < 1600; atMs += 100) {
      speech();
      vi.advanceTimersByTime(100);
    }
    expect(calls).toEqual(['hold', 'resume', 'hold', 'resume']);
  });

  it('leaves the hold to the server once that has spoken', () => {
    const { ducker, calls, onset } = setUp();
    ducker.setPlaying(true);
    onset();
    ducker.settle();
    vi.advanceTimersByTime(10_000);
    expect(calls).toEqual(['hold']);
    ducker.close();
    expect(calls).toEqual(['hold', 'closed']);
  });

  it('waits longer from then on, where the server is seen to confirm late', () => {
    const { ducker, calls, onset } = setUp();
    ducker.setPlaying(true);
    onset();
    vi.advanceTimersByTime(600);
    expect(calls).toEqual(['hold', 'resume']);
    ducker.confirm();
    onset();
    vi.advanceTimersByTime(899);
    expect(calls).toEqual(['hold', 'resume', 'hold']);
    vi.advanceTimersByTime(1);
    expect(calls.at(-1)).toBe('resume');
  });
});

describe('onset gate', () => {
  it('tells each start of speech once, after enough quiet', () => {
    const gate = createOnsetGate(32);
    expect([0.1, 0.6, 0.9, 0.1, 0.9].map(gate)).toEqual([false, true, false, false, false]);
    for (let i = 0; i < 10; i += 1) gate(0.1);
    expect([0.4, 0.5].map(gate)).toEqual([false, true]);
  });

  it('wants as many windows in a row as it is told', () => {
    const gate = createOnsetGate(32, { windows: 2 });
    expect([0.9, 0.4, 0.9, 0.9, 0.9].map(gate)).toEqual([false, false, false, true, false]);
  });
});
