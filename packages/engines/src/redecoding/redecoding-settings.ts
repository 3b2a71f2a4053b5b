import { ParleyError } from '@parley/protocol';

/** How a live recogniser is made of an offline one. All have measured defaults (see `DEFAULT_REDECODING`). */
export interface RedecodingSettings {
  /**
   * Audio decoded for an utterance is at most this many times its length, passes of partials and cuts together; one
   * time more for passes in a pause, and the final one may come on top. Past it, partials come less often.
   */
  readonly decodeFactor: number;
  /** A segment longer than this is cut at a pause as soon as two passes agree on what was said before it. */
  readonly trimAfterMs: number;
  /** A segment that found no such pause is cut at its quietest place at this length. */
  readonly segmentMaxMs: number;
  /** Passes nearer than this do not count as agreeing: they heard the same. */
  readonly agreementApartMs: number;
  /** Tokens at the end of a partial that never become stable: they are guesses. */
  readonly holdBackTokens: number;
}

export const DEFAULT_REDECODING: RedecodingSettings = {
  decodeFactor: 8,
  trimAfterMs: 5000,
  segmentMaxMs: 12_000,
  agreementApartMs: 600,
  holdBackTokens: 3,
};

/** Takes the known settings of a catalogue entry; throws `ParleyError` for a value that is no positive number. */
export function redecodingSettings(settings: Readonly<Record<string, unknown>>): RedecodingSettings {
  const chosen: Record<string, number> = { ...DEFAULT_REDECODING };
  for (const name of Object.keys(DEFAULT_REDECODING)) {
    const value = settings[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value > 0)) {
      throw new ParleyError('INVALID_MESSAGE', `Model setting ${name} must be a positive number.`);
    }
    chosen[name] = value;
  }
  return { ...DEFAULT_REDECODING, ...chosen };
}
