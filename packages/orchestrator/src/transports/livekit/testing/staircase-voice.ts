import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';

/** Length of one step of the staircase. */
export const STEP_MS = 60;
const FRAMES_PER_STEP = STEP_MS / 20;
const STEPS = 40;
const BASE_HZ = 400;
const STEP_HZ = 60;
const WINDOW = 960;

/** Replaces audio by a tone that tells its position: step `n` of 60 ms sounds at 400 + 60 · (n mod 40) Hz. */
export function staircase(samplePosition: number, bytes: number): Uint8Array {
  const samples = new Int16Array(bytes / 2);
  for (let index = 0; index < samples.length; index += 1) {
    const position = samplePosition + index;
    const step = Math.floor(position / (FRAME_SAMPLES * FRAMES_PER_STEP));
    const hz = BASE_HZ + STEP_HZ * (step % STEPS);
    samples[index] = Math.round(9000 * Math.sin((2 * Math.PI * hz * position) / SAMPLE_RATE_HZ));
  }
  return new Uint8Array(samples.buffer);
}

/** The steps that sound in a recording, each once for each time that it sounds. */
export function stepsIn(samples: Int16Array): number[] {
  const steps: number[] = [];
  let last = -1;
  let run = 0;
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW / 4) {
    const step = stepAt(samples.subarray(at, at + WINDOW));
    run = step === last ? run + 1 : 1;
    last = step;
    // Two quarters in a row that agree: transitions and codec noise do not count.
    if (step >= 0 && run === 2 && steps.at(-1) !== step) steps.push(step);
  }
  return steps;
}

function stepAt(window: Int16Array): number {
  let energy = 0;
  for (const sample of window) energy += sample * sample;
  if (Math.sqrt(energy / window.length) < 1000) return -1;
  let best = -1;
  let bestPower = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const power = goertzel(window, BASE_HZ + STEP_HZ * step);
    if (power > bestPower) {
      best = step;
      bestPower = power;
    }
  }
  // A clean tone has nearly all of the window's energy.
  return (2 * bestPower) / (energy * window.length) > 0.6 ? best : -1;
}

function goertzel(window: Int16Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let previous = 0;
  let beforeThat = 0;
  for (const sample of window) {
    const current = sample + coefficient * previous - beforeThat;
    beforeThat = previous;
    previous = current;
  }
  return previous * previous + beforeThat * beforeThat - coefficient * previous * beforeThat;
}
