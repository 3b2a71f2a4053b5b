import type { NoiseFloorOptions } from '@parley/models';
import type { SessionState } from '@parley/session';

/** How voice activity is told from the rest. */
export interface VadSettings {
  /** `silero`: a model, in a lane. `energy`: loudness, no model. Default `silero`. */
  readonly engine?: 'silero' | 'energy' | undefined;
  readonly noiseGate?: NoiseGateSettings | undefined;
  readonly stateAwareGating?: StateGatingSettings | undefined;
  /**
   * Windows of one session that may wait for the lane; beyond, the oldest goes on unjudged. Default 256 (8 s, 0.5 MB):
   * a network that stalls and then delivers all at once loses no verdict.
   */
  readonly maxWaitingWindows?: number | undefined;
}

export interface NoiseGateSettings extends NoiseFloorOptions {
  /**
   * Counts windows no louder than the background as silence. Default true for the energy engine, false for Silero,
   * which needs no help and hears quiet speakers better without it.
   */
  readonly enabled?: boolean | undefined;
}

/** How much louder than usual speech must be; for the energy engine alone. */
export interface StateGatingSettings {
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Default 2.0. */
  readonly speaking?: number | undefined;
  /** Default 1.0. */
  readonly listening?: number | undefined;
  /** Default 1.2. */
  readonly bargedIn?: number | undefined;
}

/** The factor on the energy engine's threshold in a state of the session. */
export function stateMultiplier(settings: StateGatingSettings, state: SessionState): number {
  if (settings.enabled === false) return 1;
  if (state === 'speaking') return settings.speaking ?? 2;
  if (state === 'barged_in') return settings.bargedIn ?? 1.2;
  return settings.listening ?? 1;
}
