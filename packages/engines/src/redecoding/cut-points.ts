import type { SpeechActivity } from './speech-activity.js';

/** Width over which loudness is averaged: shorter than a word, longer than the closure of a "t". */
const WINDOW_FRAMES = 5;
/** Two candidates nearer than this are the same gap. */
const APART_FRAMES = 10;

/**
 * Where audio may be cut: the quietest places between two frames, quietest first, at least 200 ms apart.
 * Positions are frames of `activity`.
 */
export function cutCandidates(activity: SpeechActivity, fromFrame: number, toFrame: number): number[] {
  const half = Math.floor(WINDOW_FRAMES / 2);
  const places: { frame: number; level: number }[] = [];
  for (let frame = fromFrame; frame < toFrame; frame++) {
    let level = 0;
    for (let near = frame - half; near <= frame + half; near++) level += activity.rms(near);
    places.push({ frame, level });
  }
  places.sort((a, b) => a.level - b.level || b.frame - a.frame);
  const chosen: number[] = [];
  for (const { frame } of places) {
    if (chosen.every((other) => Math.abs(other - frame) >= APART_FRAMES)) chosen.push(frame);
  }
  return chosen;
}
