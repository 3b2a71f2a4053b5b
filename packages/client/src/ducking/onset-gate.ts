export interface OnsetGateOptions {
  /** Probability from which a window counts as speech. Default 0.5, as Silero recommends. */
  readonly threshold?: number | undefined;
  /** Probability below which a window counts as quiet. Default 0.15 under the threshold. */
  readonly releaseThreshold?: number | undefined;
  /** Speech windows in a row that make an onset. Default 1. */
  readonly windows?: number | undefined;
  /** Quiet that must pass before the next onset. Default 300 ms. */
  readonly quietMs?: number | undefined;
}

/** Turns speech probabilities of consecutive windows into onsets: true once, when speech begins. */
export function createOnsetGate(windowMs: number, options: OnsetGateOptions = {}) {
  const { threshold = 0.5, windows = 1, quietMs = 300 } = options;
  const releaseThreshold = options.releaseThreshold ?? threshold - 0.15;
  let speechWindows = 0;
  let quietForMs = quietMs;
  return (probability: number): boolean => {
    if (probability < releaseThreshold) {
      speechWindows = 0;
      quietForMs += windowMs;
      return false;
    }
    // Neither speech nor quiet: the row of speech windows is broken, and so is the quiet.
    if (probability < threshold) {
      speechWindows = 0;
      return false;
    }
    speechWindows += 1;
    if (speechWindows < windows) return false;
    const wasQuiet = quietForMs >= quietMs;
    quietForMs = 0;
    return wasQuiet;
  };
}
