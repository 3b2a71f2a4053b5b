/** A frame counts as the tone within this of the usual level. */
const TOLERANCE = 0.3;
/** Between its sentences the voice is silent for 350 ms: off-level frames in runs of about that many are no fault. */
const PAUSE_FRAMES = { least: 13, most: 25 };

/** −40 dBFS. */
export const AUDIBLE = 0.01;

/** Frames of 20 ms that are neither the steady tone nor one of its pauses: lost, late, or made up by the receiver. All, where no tone is heard. */
export function brokenFrames(levels: readonly number[]): number {
  const usual = [...levels].sort((a, b) => a - b)[levels.length >> 1] ?? 0;
  if (usual < AUDIBLE) return levels.length;
  let broken = 0;
  let run = 0;
  for (const [index, level] of [...levels, usual].entries()) {
    if (Math.abs(level - usual) > TOLERANCE * usual) {
      run += 1;
      continue;
    }
    // A pause that the reading cut off is one all the same.
    const cutOff = run === index || index === levels.length;
    if (run > PAUSE_FRAMES.most) broken += run - PAUSE_FRAMES.most;
    else if (run < PAUSE_FRAMES.least && !cutOff) broken += run;
    run = 0;
  }
  return broken;
}
