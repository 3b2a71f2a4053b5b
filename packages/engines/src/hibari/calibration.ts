import { concatFloat32, createLimiter, fromDb, gainToLoudnessDb } from '@parley/audio';
import { VOICE_RATE_HZ } from './frame-size.js';

/** Loudness of all voices, EBU R128. */
export const TARGET_LUFS = -16;

/** Three sentences of different melody; their loudness differs from that of long readings by less than 0.5 LU. */
export const CALIBRATION_TEXT =
  'Good morning, and thank you for calling. Shall I look that up for you? It takes about a minute, so please stay on the line.';

/**
 * The gain in dB that brings a voice to the target, from what it made of the calibration text. The limiter behind it
 * takes away some tenths of a dB, which a second pass gives back. The target is in LUFS; `off` leaves the voice as it is.
 */
export function calibrate(
  portions: readonly Float32Array[],
  target: unknown,
  rateHz = VOICE_RATE_HZ,
): number {
  if (target === 'off') return 0;
  const targetLufs = Number(target);
  const raw = concatFloat32(portions);
  const gainDb = gainToLoudnessDb(raw, rateHz, targetLufs);
  const gain = fromDb(gainDb);
  const limiter = createLimiter({ sampleRateHz: rateHz });
  const limited = concatFloat32([limiter.process(raw.map((sample) => sample * gain)), limiter.flush()]);
  return gainDb + gainToLoudnessDb(limited, rateHz, targetLufs);
}
