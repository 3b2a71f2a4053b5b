import type { SpeechDetector } from './speech-detector.js';
import { createSpeechOnsetDetector, type SpeechOnsetOptions } from './speech-onset.js';

/** Energy over a tracked noise floor: needs no model, and takes any loud sound for speech. */
export function createEnergyDetector(options: SpeechOnsetOptions = {}): SpeechDetector {
  const onset = createSpeechOnsetDetector(options);
  let tell: (() => void) | undefined;
  return {
    start(onOnset) {
      tell = onOnset;
    },
    push(samples, sampleRateHz) {
      if (onset.push(samples, sampleRateHz)) tell?.();
    },
    close() {
      tell = undefined;
    },
  };
}
