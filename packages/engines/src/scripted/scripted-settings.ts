import { ParleyError } from '@parley/protocol';

/** Settings of a model of family `scripted`. */
export interface ScriptedSettings {
  /** What the utterances say, in turn. Default: one, "hello world". */
  readonly texts: readonly string[];
  /** Audible audio that makes a word, in ms; default 300. */
  readonly wordMs: number;
  /** How long each pass takes; default 0. */
  readonly delayMs: number;
  /** 0 to 1; default 0.9. */
  readonly confidence: number;
  /** Utterances, counted from 1, whose passes fail with ASR_FAILED; default none. */
  readonly failUtterances: readonly number[];
}

export function scriptedSettings(settings: Readonly<Record<string, unknown>>): ScriptedSettings {
  const texts = settings.texts ?? ['hello world'];
  const failUtterances = settings.failUtterances ?? [];
  if (!isListOf(texts, 'string') || texts.length === 0) {
    throw new ParleyError('INVALID_MESSAGE', 'Setting texts of a scripted model must be a list of texts.');
  }
  if (!isListOf(failUtterances, 'number')) {
    throw new ParleyError(
      'INVALID_MESSAGE',
      'Setting failUtterances of a scripted model must be a list of numbers.',
    );
  }
  return {
    texts: texts as readonly string[],
    failUtterances: failUtterances as readonly number[],
    wordMs: numberOf(settings, 'wordMs', 300),
    delayMs: numberOf(settings, 'delayMs', 0),
    confidence: numberOf(settings, 'confidence', 0.9),
  };
}

function isListOf(value: unknown, type: 'string' | 'number'): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item === type);
}

function numberOf(settings: Readonly<Record<string, unknown>>, name: string, otherwise: number): number {
  const value = settings[name] ?? otherwise;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new ParleyError(
      'INVALID_MESSAGE',
      `Setting ${name} of a scripted model must be a number, 0 or more.`,
    );
  }
  return value;
}
