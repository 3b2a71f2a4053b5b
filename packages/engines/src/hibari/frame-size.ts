/** The voice's rates, fixed by its training: frames of 12.5 ms, spectra of 1200 points under a Hann window. */
export const VOICE_RATE_HZ = 24_000;
export const HOP_SAMPLES = 300;
export const FFT_SIZE = 1200;
/** Bins of a spectrum, from 0 to 12 kHz. */
export const BINS = FFT_SIZE / 2 + 1;
/** Hops that one window covers. */
export const HOPS_PER_WINDOW = FFT_SIZE / HOP_SAMPLES;
