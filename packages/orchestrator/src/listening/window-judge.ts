import { createEnergyVad, createNoiseFloor, levelOf, type NoiseFloor } from '@parley/models';
import type { SessionState } from '@parley/session';
import type { ListenerStatistics } from './listener.js';
import { stateMultiplier, type VadSettings } from './vad-settings.js';

/** The part of voice activity that needs no model: the energy engine, the noise gate and the figures. */
export interface WindowJudge {
  /** The energy engine's verdict. */
  judgeByEnergy(samples: Float32Array): number;
  /** What the model's verdict comes to after the noise gate; undefined means that there was none. */
  settle(samples: Float32Array, probability: number | undefined): number;
  setState(state: SessionState): void;
  statistics(engine: 'silero' | 'energy', framesUnjudged: number): ListenerStatistics;
}

/** Below this a window is background, from which the noise floor may be learnt (Silero's own lower threshold). */
const BACKGROUND_PROBABILITY = 0.35;
const SPEECH_PROBABILITY = 0.5;

export function createWindowJudge(settings: VadSettings): WindowJudge {
  const { noiseGate = {}, stateAwareGating = {} } = settings;
  const energy = createEnergyVad(noiseGate);
  const modelFloor = createNoiseFloor(noiseGate);
  let currentFloor: NoiseFloor = modelFloor;
  let multiplier = stateMultiplier(stateAwareGating, 'listening');
  let lastProbability = 0;
  let framesProcessed = 0;
  let framesGated = 0;
  let framesStateGated = 0;
  let speechFrames = 0;

  const count = (probability: number) => {
    framesProcessed++;
    if (probability >= SPEECH_PROBABILITY) speechFrames++;
    lastProbability = probability;
    return probability;
  };

  return {
    judgeByEnergy: (samples) => {
      currentFloor = energy.noiseFloor;
      const verdict = energy.judge(samples, multiplier);
      if (verdict.gated) framesGated++;
      if (verdict.stateGated) framesStateGated++;
      return count(verdict.probability);
    },
    settle: (samples, probability) => {
      // Without a verdict what was goes on: speech is not cut, and silence does not become speech.
      if (probability === undefined) return count(lastProbability);
      const isBackground = probability < BACKGROUND_PROBABILITY;
      if (!isBackground && noiseGate.enabled !== true) return count(probability);
      const level = levelOf(samples);
      if (isBackground) modelFloor.learn(level);
      if (noiseGate.enabled !== true || level >= modelFloor.threshold) return count(probability);
      framesGated++;
      return count(0);
    },
    setState: (state) => {
      multiplier = stateMultiplier(stateAwareGating, state);
    },
    statistics: (engine, framesUnjudged) => {
      const ratio = (part: number) => (framesProcessed === 0 ? 0 : part / framesProcessed);
      return {
        engine,
        framesProcessed,
        framesGated,
        framesStateGated,
        gatedRatio: ratio(framesGated),
        stateGatedRatio: ratio(framesStateGated),
        framesUnjudged,
        noiseFloor: currentFloor.floor,
        adaptiveThreshold: currentFloor.threshold,
        currentStateMultiplier: engine === 'energy' ? multiplier : 1,
        speechFrames,
        silenceFrames: framesProcessed - speechFrames,
        speechRatio: ratio(speechFrames),
      };
    },
  };
}
