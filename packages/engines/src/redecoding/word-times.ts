import { ACTIVITY_FRAME_MS, type SpeechActivity } from './speech-activity.js';

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Lays words over a stretch of audio: each takes a share of the stretch's loud frames in proportion to its letters.
 * An estimate: Moonshine gives no alignment, so a word may lie a few hundred milliseconds off.
 */
export function placeWords(
  words: readonly string[],
  activity: SpeechActivity,
  fromMs: number,
  toMs: number,
): TimeSpan[] {
  const first = Math.floor(fromMs / ACTIVITY_FRAME_MS);
  const last = Math.ceil(toMs / ACTIVITY_FRAME_MS);
  const level = activity.threshold();
  const loud: number[] = [];
  for (let frame = first; frame < last; frame++) if (activity.rms(frame) > level) loud.push(frame);
  const weights = words.map((word) => word.length + 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  const boundary = (share: number): number => Math.round(share * loud.length);
  let before = 0;
  let endMs = fromMs;
  return weights.map((weight) => {
    const start = boundary(before / total);
    before += weight;
    const end = boundary(before / total);
    // A word starts at its first loud frame and ends after its last one, so that pauses belong to no word.
    const startMs = Math.max(endMs, (loud[start] ?? last) * ACTIVITY_FRAME_MS);
    const loudEnd = end > start ? ((loud[end - 1] ?? last) + 1) * ACTIVITY_FRAME_MS : startMs;
    endMs = Math.max(Math.min(startMs, toMs), Math.min(loudEnd, toMs));
    return { startMs: Math.min(startMs, endMs), endMs };
  });
}
