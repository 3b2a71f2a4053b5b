import { describe, expect, it } from 'vitest';
import type { PlayoutReport } from './playout-report.js';
import { createTrackPlayout } from './track-playout.js';

const QUANTUM = 128;
const FADE = 384;

function setUp() {
  const reports: PlayoutReport[] = [];
  const playout = createTrackPlayout({ onReport: (report) => reports.push(report) });
  /** Feeds constant level for a time; returns what came out. */
  function feed(level: number, durationMs: number): Float32Array {
    const quanta = Math.round((durationMs * 48) / QUANTUM);
    const out = new Float32Array(quanta * QUANTUM);
    for (let i = 0; i < quanta; i += 1) {
      playout.render(new Float32Array(QUANTUM).fill(level), out.subarray(i * QUANTUM, (i + 1) * QUANTUM));
    }
    return out;
  }
  return { playout, reports, feed, causes: () => reports.map(({ cause }) => cause) };
}

describe('track playout', () => {
  it('counts from the first sound after the announcement to the silence after the end', () => {
    const { playout, reports, feed } = setUp();
    playout.announce(1);
    feed(0, 200);
    feed(0.5, 1000);
    playout.endGeneration(1);
    feed(0, 300);
    const told = reports.filter(({ cause }) => cause !== 'progress');
    expect(told.map(({ cause }) => cause)).toEqual(['start', 'end']);
    expect(told[0]).toMatchObject({ generation: 1, samplePosition: 0 });
    expect(Math.abs((told[1]?.samplePosition ?? 0) - 1100 * 48)).toBeLessThan(4 * QUANTUM);
  });

  it('fades out within a fade, tells where, keeps silent and fades in again without a jump', () => {
    const { playout, reports, feed } = setUp();
    playout.announce(1);
    feed(0.5, 500);
    playout.hold();
    const held = feed(0.5, 100);
    expect(held.subarray(FADE + QUANTUM).every((sample) => sample === 0)).toBe(true);
    playout.hold();
    playout.resume();
    const again = feed(0.5, 100);
    const heard = [...held, ...again];
    const largestStep = Math.max(...heard.slice(1).map((value, i) => Math.abs(value - (heard[i] ?? 0))));
    expect(largestStep).toBeLessThan(0.005);
    const holds = reports.filter(({ cause }) => cause === 'hold');
    expect(holds.map(({ samplePosition }) => samplePosition)).toEqual([
      holds[0]?.samplePosition,
      holds[0]?.samplePosition,
    ]);
    expect(reports.find(({ cause }) => cause === 'resume')?.samplePosition).toBe(holds[0]?.samplePosition);
  });

  it('lets nothing of a flushed generation through, and the next one from its first sample', () => {
    const { playout, reports, feed, causes } = setUp();
    playout.announce(1);
    feed(0.5, 500);
    playout.flush(1);
    const tail = feed(0.5, 200);
    expect(tail.subarray(FADE + QUANTUM).every((sample) => sample === 0)).toBe(true);
    playout.announce(2);
    // A plosive's closure inside what is still under way is no end.
    feed(0, 30);
    expect(feed(0.5, 50).every((sample) => sample === 0)).toBe(true);
    feed(0, 100);
    const next = feed(0.25, 50);
    expect(next.every((sample) => sample === 0.25)).toBe(true);
    expect(causes().filter((cause) => cause !== 'progress')).toEqual(['start', 'flush', 'start']);
    expect(reports.at(-1)?.generation).toBe(2);
  });

  it('stays silent while flushed, however long, until the server announces more', () => {
    const { playout, feed } = setUp();
    playout.announce(1);
    feed(0.5, 100);
    playout.flush(1);
    feed(0, 500);
    expect(feed(0.5, 200).every((sample) => sample === 0)).toBe(true);
  });

  it('begins anew with a reset: small generations sound again, and nothing is told', () => {
    const { playout, reports, feed, causes } = setUp();
    playout.announce(5);
    feed(0.5, 100);
    playout.hold();
    playout.flush(5);
    playout.endGeneration(5);
    reports.length = 0;
    playout.reset();
    expect(reports).toEqual([]);
    feed(0, 100);
    playout.announce(1);
    feed(0.5, 150);
    expect(causes()).toEqual(['start', 'progress']);
    expect(reports[0]).toMatchObject({ generation: 1, samplePosition: 0 });
  });
});
