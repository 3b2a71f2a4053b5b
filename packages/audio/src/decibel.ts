/** Amplitude ratio to dB; 0 gives −Infinity. */
export const toDb = (ratio: number): number => 20 * Math.log10(ratio);

/** dB to amplitude ratio. */
export const fromDb = (db: number): number => 10 ** (db / 20);
