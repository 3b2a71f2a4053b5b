import { HOP_SAMPLES, VOICE_RATE_HZ } from './frame-size.js';

/** Below this the voice is unvoiced: silence instead of pulses. */
const VOICING_THRESHOLD_HZ = 40;
/** Harmonics reach up to here. */
const TOP_HARMONIC_HZ = 11_000;

/**
 * The voice's excitation: all harmonics of f0 below 11 kHz at unit amplitude, as one band-limited pulse train.
 * Σ cos(h·t) for h = 1…H is sin((H + ½)t) / (2 sin(t/2)) − ½. Made hop by hop; keeps the phase between hops.
 */
export interface PulseTrain {
  /** Writes the hop of frame `frame` to `out` at `offset`. Frames come in order from 0; those before it are silent. */
  hop(frame: number, out: Float32Array, offset: number): void;
}

/** `f0Hz` holds one value a frame, in the middle of the frame's hop; between them it is interpolated. */
export function createPulseTrain(f0Hz: Float32Array): PulseTrain {
  const lastFrame = f0Hz.length - 1;
  const f0 = (frame: number): number => f0Hz[Math.min(Math.max(frame, 0), lastFrame)] ?? 0;
  let turns = 0;
  return {
    hop(frame, out, offset) {
      const before = f0(frame - 1);
      const here = f0(frame);
      const after = f0(frame + 1);
      if (frame < 0 || Math.max(before, here, after) <= VOICING_THRESHOLD_HZ) {
        out.fill(0, offset, offset + HOP_SAMPLES);
        // The phase runs on at the threshold, as it did when the voice was trained.
        if (frame >= 0) turns = (turns + (HOP_SAMPLES * VOICING_THRESHOLD_HZ) / VOICE_RATE_HZ) % 1;
        return;
      }
      // A local copy: a number that a closure keeps is allocated anew at every change.
      let phase = turns;
      for (let j = 0; j < HOP_SAMPLES; j++) {
        const place = (j + 0.5) / HOP_SAMPLES - 0.5;
        const hz = place < 0 ? here + (here - before) * place : here + (after - here) * place;
        const voicedHz = Math.max(hz, VOICING_THRESHOLD_HZ);
        phase += voicedHz / VOICE_RATE_HZ;
        phase -= Math.floor(phase);
        if (hz <= VOICING_THRESHOLD_HZ) {
          out[offset + j] = 0;
          continue;
        }
        const angle = 2 * Math.PI * phase;
        const order = Math.floor(TOP_HARMONIC_HZ / voicedHz) + 0.5;
        const divisor = 2 * Math.sin(angle / 2);
        // At the pulse itself both terms vanish; their ratio goes to H + ½.
        out[offset + j] = (Math.abs(divisor) <= 2e-3 ? order : Math.sin(order * angle) / divisor) - 0.5;
      }
      turns = phase;
    },
  };
}
