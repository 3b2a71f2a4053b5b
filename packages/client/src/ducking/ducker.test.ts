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
    const speaker = {
      hold: () => calls.push('hold'),
      resume: () => calls.push('resume'),
    } as unknown as Speaker;
    const detector = {
      start(onOnset: () => void) {
        onset = onOnset;
      },
      push: () => undefined,
      close: () => calls.push('closed'),
    };
    const ducker = createDucker({ detector, speaker: () => speaker });
    return { ducker, calls, onset: () => onset() };
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
