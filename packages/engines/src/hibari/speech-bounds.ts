import { BINS, FFT_SIZE } from './frame-size.js';
import type { Spectra } from './spectra.js';

/** Frames of a piece that are heard; `to` is exclusive. */
export interface SpeechBounds {
  readonly from: number;
  readonly to: number;
}

/** Quieter than this counts as silence: 35 dB below the voice. */
const SILENCE_DBFS = -57;
/** Every eighth bin says enough about a frame's level. */
const BIN_STEP = 8;
/** Mean square of the Hann window times its length. */
const WINDOW_POWER = 0.375 * FFT_SIZE;

/**
 * Where speech begins and ends in a piece. The voice puts 0.3 s of silence before every sentence, which a person
 * would wait through; what is spoken begins here instead.
 */
export function findSpeech(spectra: Spectra): SpeechBounds {
  let from = 0;
  while (from < spectra.frames && levelDb(spectra, from) < SILENCE_DBFS) from++;
  let to = spectra.frames;
  while (to > from && levelDb(spectra, to - 1) < SILENCE_DBFS) to--;
  return { from, to };
}

function levelDb(spectra: Spectra, frame: number): number {
  const voiced = (spectra.f0Hz[frame] ?? 0) > 40;
  let power = 0;
  for (let bin = BIN_STEP / 2; bin < BINS; bin += BIN_STEP) {
    const at = bin * spectra.frames + frame;
    // Noise has unit variance in each of its two parts.
    power += 2 * Math.exp(2 * (spectra.noiseLog[at] ?? 0)) + Math.exp(2 * (spectra.residualLog[at] ?? 0));
    if (voiced) power += Math.exp(2 * (spectra.harmonicLog[at] ?? 0));
  }
  return 10 * Math.log10((2 * BIN_STEP * power) / (FFT_SIZE * WINDOW_POWER) + 1e-20);
}
