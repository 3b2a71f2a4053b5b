import type { TtsOptions } from '../tts-engine.js';

/** What a session may ask of the voice, within its bounds. */
export interface VoiceOptions {
  /** 0.5 to 2. */
  readonly speed: number;
  /** Semitones, −6 to 6: another speaker out of the same voice, size of the throat included. */
  readonly pitchSemitones: number;
}

export const VOICE_OPTION_NAMES = ['speed', 'pitch'] as const;

/** Reads the session's options; what is no number counts as not given, what is out of bounds is taken to the bound. */
export function readVoiceOptions(options: TtsOptions): VoiceOptions {
  return {
    speed: bounded(options.speed ?? Number(options.extra?.speed ?? 1), 0.5, 2, 1),
    pitchSemitones: bounded(Number(options.extra?.pitch ?? 0), -6, 6, 0),
  };
}

function bounded(value: number, minimum: number, maximum: number, fallback: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, minimum), maximum) : fallback;
}
