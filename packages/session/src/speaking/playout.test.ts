import { describe, expect, it } from 'vitest';
import { DEFAULT_PLAYOUT_POLICY } from '../policy.js';
import { countingFrame } from '../testing/index.js';
import { PcmTimeline } from './pcm-timeline.js';
import { Playout } from './playout.js';

function rig() {
  const state = { nowMs: 0, writable: true, sent: [] as { atMs: number; position: number }[] };
  const playout = new Playout(
    {
      holdMode: 'freeze',
      writable: () => state.writable,
      sendFrame: (position) => state.sent.push({ atMs: state.nowMs, position }),
    },
    DEFAULT_PLAYOUT_POLICY,
    () => state.nowMs,
  );
  const timeline = new PcmTimeline();
  const feed = (frames: number): void => {
    for (let frame = 0; frame < frames; frame += 1)
      timeline.append(timeline.end, countingFrame(timeline.end));
  };
  const run = (ms: number, each?: () => void): void => {
    for (const endMs = state.nowMs + ms; state.nowMs < endMs; ) {
      state.nowMs += 5;
      each?.();
      playout.pump();
    }
  };
  playout.start(timeline);
  return { state, playout, timeline, feed, run };
}

/** Milliseconds of audio sent beyond what a listener without delay has played. */
function leadMs(sent: readonly { atMs: number; position: number }[]): number {
  const first = sent[0];
  return Math.max(
    ...sent.map(
      ({ atMs, position }) => (position + 960 - (first?.position ?? 0)) / 48 - (atMs - (first?.atMs ?? 0)),
    ),
  );
}

describe('playout', () => {
  it('never leads real time by more than the lead', () => {
    const { state, feed, run } = rig();
    feed(500);
    run(5000);
    expect(leadMs(state.sent)).toBeLessThanOrEqual(DEFAULT_PLAYOUT_POLICY.leadMs + 20);
    expect(state.sent.length).toBeGreaterThanOrEqual(250);
  });

  it.each([0, 1, 2, 3, 4])(
    'sends every frame with the same of four ticks, from %i ms after one on',
    (phaseMs) => {
      const { state, playout, feed } = rig();
      feed(200);
      state.nowMs = phaseMs;
      playout.pump();
      for (let tickMs = 5; tickMs < 3000; tickMs += 5) {
        // A timer is up to 1 ms early, and late by as much as the one before it took.
        state.nowMs = tickMs + ((tickMs * 7) % 30) / 10 - 1;
        playout.pump();
      }
      const ticks = state.sent.slice(5).map(({ atMs }) => Math.round((atMs - 0.5) / 5));
      expect(ticks.length).toBeGreaterThan(140);
      expect(new Set(ticks.map((tick) => tick % 4)).size).toBe(1);
    },
  );

  it('does not burst after the worker or the wire was late', () => {
    const { state, feed, run } = rig();
    feed(10);
    run(1000);
    feed(100);
    run(400);
    state.writable = false;
    run(1000);
    state.writable = true;
    state.sent.length = 0;
    run(400);
    expect(leadMs(state.sent)).toBeLessThanOrEqual(DEFAULT_PLAYOUT_POLICY.leadMs + 20);
  });

  it.each([300, -300])('follows a sound card that is %i ppm off for half an hour', (ppm) => {
    const { state, playout, timeline, run } = rig();
    let played = 0;
    let lastReportMs = 0;
    const buffer: number[] = [];
    run(1_800_000, () => {
      if (timeline.end - playout.released < 9600) timeline.append(timeline.end, countingFrame(timeline.end));
      if (state.nowMs < 100) return;
      played = Math.min(playout.released, played + 5 * 48 * (1 + ppm / 1e6));
      if (state.nowMs - lastReportMs < 100) return;
      lastReportMs = state.nowMs;
      // Reports are a few ms early or late, as reports are.
      playout.report(Math.max(0, Math.floor(played - ((state.nowMs / 100) % 7) * 24)), false);
      buffer.push((playout.released - played) / 48);
      state.sent.length = 0;
    });
    const late = buffer.slice(100);
    expect(Math.max(...late)).toBeLessThan(200);
    expect(Math.min(...late)).toBeGreaterThan(0);
    expect(late.filter((ms) => ms < 1).length).toBe(0);
  });

  it('believes no report beyond what it sent', () => {
    const { playout, feed, run } = rig();
    feed(100);
    run(500);
    playout.report(90 * 960, false);
    expect(playout.heard()).toBeLessThanOrEqual(playout.released);
    expect(playout.heard()).toBeLessThan(500 * 48);
  });

  it('takes the position that the client froze at for what was heard', () => {
    const { playout, feed, run } = rig();
    feed(100);
    run(500);
    playout.hold();
    playout.report(20_000, true);
    run(300);
    expect(playout.heard()).toBe(20_000);
    expect(playout.stop()).toBe(20_000);
  });
});
