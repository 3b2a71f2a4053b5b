import type { OrchestratorConfig } from '../config.js';
import type { VadSettings } from '../listening/vad-settings.js';

/** What the configuration says about voice activity, as `createListenerFactory` takes it. */
export function configuredVad({ vad }: OrchestratorConfig): VadSettings {
  const gate = vad.noise_gate;
  return {
    engine: vad.engine,
    noiseGate: {
      enabled: gate.enabled === 'auto' ? undefined : gate.enabled,
      windowSize: gate.window_size,
      percentile: gate.percentile,
      thresholdMultiplier: gate.threshold_multiplier,
      minThreshold: gate.min_threshold,
      updateIntervalFrames: gate.update_interval_frames,
    },
    stateAwareGating: {
      enabled: vad.state_aware_gating,
      speaking: vad.state_multipliers.speaking,
      listening: vad.state_multipliers.listening,
      bargedIn: vad.state_multipliers.barged_in,
    },
  };
}
