import type { ArrivedFrame } from './load-session.js';

/** Arrivals of one reply against the grid they belong on. */
export interface GridReading {
  /** How far each frame was from its place, in ms, early or late. */
  readonly deviationsMs: readonly number[];
  /** Numbers that never came. */
  readonly missing: number;
}

const FRAME_MS = 20;

/**
 * The grid is 20 ms wide and lies where half of the frames are early and half late. The first frames are left out:
 * they come at once, as the lead of playout.
 */
export function readGrid(frames: readonly ArrivedFrame[], skip = 10): GridReading {
  const steady = frames.slice(skip);
  const first = steady[0];
  const last = steady.at(-1);
  if (first === undefined || last === undefined) return { deviationsMs: [], missing: 0 };
  const offsets = steady.map(({ atMs, sequence }) => atMs - (sequence - first.sequence) * FRAME_MS);
  const middle = [...offsets].sort((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
  return {
    deviationsMs: offsets.map((offset) => Math.abs(offset - middle)),
    missing: last.sequence - first.sequence + 1 - steady.length,
  };
}
