import type { TtsWord } from '../tts-engine.js';

/** Guesses when words are spoken, for voices that do not tell. One a voice: it learns the voice's pace. */
export interface MarkEstimator {
  begin(text: string): TextMarks;
}

/** The words of one text. Each is given once, in order. */
export interface TextMarks {
  /** Words that begin before `samples`, the audio so far. */
  until(samples: number): TtsWord[];
  /** The rest, now that the length of the speech is known, silence at its end left out; the pace is learnt from it. */
  end(speechSamples: number): TtsWord[];
}

/** Conversational English is near 15 characters a second, pauses included. */
const CHARACTERS_PER_SECOND = 15;
/** A comma and a full stop take as long as so many characters. */
const PAUSE_WEIGHT: readonly (readonly [RegExp, number])[] = [
  [/[.!?…]["')\]]*$/, 6],
  [/[,;:—]$/, 3],
];
/** Digits are spoken as words. */
const DIGIT_WEIGHT = 4;
/** How fast the pace follows the last text. */
const LEARNING = 0.5;

export function createMarkEstimator(sampleRateHz: number): MarkEstimator {
  let samplesPerUnit = sampleRateHz / CHARACTERS_PER_SECOND;
  return {
    begin(text) {
      const words = weighed(text);
      const total = words.at(-1)?.to ?? 0;
      let given = 0;
      const mark = ({ textOffset, textLength, from, to }: WeighedWord, pace: number): TtsWord => ({
        textOffset,
        textLength,
        startSample: Math.round(from * pace),
        endSample: Math.round(to * pace),
      });
      return {
        until(samples) {
          const begun: TtsWord[] = [];
          for (let word = words[given]; word && word.from * samplesPerUnit < samples; word = words[++given]) {
            begun.push(mark(word, samplesPerUnit));
          }
          return begun;
        },
        end(speechSamples) {
          if (total === 0) return [];
          // What is left to say shares what is left of the sound.
          const before = words[given]?.from ?? total;
          const at = Math.min(before * samplesPerUnit, speechSamples);
          const pace = (speechSamples - at) / Math.max(total - before, 1e-9);
          const rest = words.slice(given).map(
            (word): TtsWord => ({
              textOffset: word.textOffset,
              textLength: word.textLength,
              startSample: Math.round(at + (word.from - before) * pace),
              endSample: Math.round(at + (word.to - before) * pace),
            }),
          );
          given = words.length;
          samplesPerUnit += LEARNING * (speechSamples / total - samplesPerUnit);
          return rest;
        },
      };
    },
  };
}

/** −50 dBFS: quieter is silence. */
const SILENCE_PEAK = 0.003;

/** Length up to the last sample that is heard; 0 when none is. */
export function speechLength(samples: Float32Array): number {
  let length = samples.length;
  while (length > 0 && Math.abs(samples[length - 1] ?? 0) < SILENCE_PEAK) length--;
  return length;
}

interface WeighedWord {
  readonly textOffset: number;
  readonly textLength: number;
  /** In units of a spoken character. */
  readonly from: number;
  readonly to: number;
}

function weighed(text: string): WeighedWord[] {
  const words: WeighedWord[] = [];
  let at = 0;
  for (const match of text.matchAll(/\S+/g)) {
    const [word] = match;
    const from = at;
    const digits = word.match(/\d/g)?.length ?? 0;
    at += word.length + 1 + digits * (DIGIT_WEIGHT - 1);
    const to = at;
    at += PAUSE_WEIGHT.find(([end]) => end.test(word))?.[1] ?? 0;
    words.push({ textOffset: match.index, textLength: word.length, from, to });
  }
  return words;
}
