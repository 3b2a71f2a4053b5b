import { setTimeout as sleep } from 'node:timers/promises';
import { fadeIn, fadeOut } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import type { EngineModel, TtsEngine, TtsVoice, TtsWord } from '../tts-engine.js';

/** Settings of a tone model. */
interface ToneSettings {
  readonly frequencyHz: number;
  readonly amplitude: number;
  /** Length of a character of text. */
  readonly characterMs: number;
  /** Time to make one second of audio, in seconds. */
  readonly realTimeFactor: number;
  readonly firstAudioDelayMs: number;
}

const DEFAULTS: ToneSettings = {
  frequencyHz: 440,
  amplitude: 0.25,
  characterMs: 60,
  realTimeFactor: 0,
  firstAudioDelayMs: 0,
};

/** Made at once. */
const PORTION_MS = 20;
const FADE_MS = 5;

/**
 * A sine of 440 Hz as long as its text: the same bytes for the same text, no model file, and speed and delay that
 * can be set. For tests and load. Session options: `speed`.
 */
export function createToneEngine(): TtsEngine {
  return { family: 'tone', loadVoice: (model) => Promise.resolve(createToneVoice(model)) };
}

function createToneVoice(model: EngineModel): TtsVoice {
  const settings = readSettings(model.settings);
  const sampleAt = createSine(settings);
  return {
    sampleRateHz: SAMPLE_RATE_HZ,
    languages: model.languages,
    options: ['speed'],
    async *synthesize(text, options, signal) {
      const speed = Math.min(Math.max(options.speed ?? 1, 0.5), 2);
      const perCharacter = (settings.characterMs * SAMPLE_RATE_HZ) / 1000 / speed;
      const total = text.trim() === '' ? 0 : Math.round(text.length * perCharacter);
      const portion = (SAMPLE_RATE_HZ * PORTION_MS) / 1000;
      const words = wordMarks(text, perCharacter);
      let nextWord = 0;
      if (total > 0 && !(await passed(settings.firstAudioDelayMs, signal))) return;
      for (let at = 0; at < total && !signal.aborted; at += portion) {
        const samples = new Float32Array(Math.min(portion, total - at));
        for (let i = 0; i < samples.length; i++) samples[i] = sampleAt(at + i);
        const fade = (SAMPLE_RATE_HZ * FADE_MS) / 1000;
        if (at === 0) fadeIn(samples, fade);
        if (at + portion >= total) fadeOut(samples, fade);
        if (!(await passed(PORTION_MS * settings.realTimeFactor, signal))) return;
        const firstWord = nextWord;
        while ((words[nextWord]?.startSample ?? Number.POSITIVE_INFINITY) < at + portion) nextWord += 1;
        yield { samples, words: words.slice(firstWord, nextWord) };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Sample n of the sine. A whole number of Hz repeats within a second: that second is worked out once. */
function createSine({ frequencyHz, amplitude }: ToneSettings): (index: number) => number {
  const sine = (index: number): number =>
    amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / SAMPLE_RATE_HZ);
  if (!Number.isInteger(frequencyHz)) return sine;
  const second = Float64Array.from({ length: SAMPLE_RATE_HZ }, (_, index) => sine(index));
  return (index) => second[index % SAMPLE_RATE_HZ] ?? 0;
}

function readSettings(given: Readonly<Record<string, unknown>>): ToneSettings {
  const number = (name: keyof ToneSettings): number => {
    const value = given[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : DEFAULTS[name];
  };
  return {
    frequencyHz: number('frequencyHz'),
    amplitude: Math.min(number('amplitude'), 1),
    characterMs: number('characterMs'),
    realTimeFactor: number('realTimeFactor'),
    firstAudioDelayMs: number('firstAudioDelayMs'),
  };
}

function wordMarks(text: string, samplesPerCharacter: number): TtsWord[] {
  return Array.from(text.matchAll(/\S+/g), (match) => ({
    textOffset: match.index,
    textLength: match[0].length,
    startSample: Math.round(match.index * samplesPerCharacter),
    endSample: Math.round((match.index + match[0].length) * samplesPerCharacter),
  }));
}

/** Waits; false when the wait was cut short, the one reason for which it rejects. */
async function passed(ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms > 0 && !signal.aborted) await sleep(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
