/** −1 dBFS, the true-peak ceiling of EBU R128. Below it samples pass untouched. */
const KNEE = 10 ** (-1 / 20);
const ROOM = 1 - KNEE;

/**
 * A sample of ±1 as s16. Engines keep their level; what resampling or an engine's outlier lifts above the knee is
 * bent, never clipped. Without state, so it depends on nothing but the sample. NaN becomes 0.
 */
export function limitPeak(sample: number): number {
  const level = Math.abs(sample);
  if (level <= KNEE) return Math.round(sample * 32_768);
  if (Number.isNaN(level)) return 0;
  const bent = KNEE + ROOM * Math.tanh((level - KNEE) / ROOM);
  return Math.sign(sample) * Math.min(32_767, Math.round(bent * 32_768));
}
