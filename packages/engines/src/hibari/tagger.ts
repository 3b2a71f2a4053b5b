import { createStringIndex, type StringIndex } from './string-index.js';

/** The file of the tagger: an averaged perceptron over Penn Treebank tags. */
export interface TaggerFile {
  readonly tags: readonly string[];
  /** Words with one dominant tag. */
  readonly tagdict: Readonly<Record<string, string>>;
  /** Words that have features of their own; others are replaced by their shape. */
  readonly vocab: readonly string[];
  /** Feature → tag → weight. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Gives each word of a sentence (punctuation included) its part of speech. */
export type Tagger = (words: readonly string[]) => string[];

const START = ['-START2-', '-START-'] as const;
const END = ['-END-', '-END2-'] as const;

export function createTagger(file: TaggerFile): Tagger {
  const known = new Map(Object.entries(file.tagdict));
  const vocabulary = new Set(file.vocab);
  const weights = packWeights(file.weights, new Map(file.tags.map((tag, i) => [tag, i])));
  // Not `file` itself: what a closure names lives as long as the closure, and the file is large.
  const { tags: tagNames } = file;
  const scores = new Float32Array(tagNames.length);

  const best = (features: readonly string[]): string => {
    scores.fill(0);
    let found = false;
    for (const feature of features) {
      const index = weights.features.indexOf(feature);
      if (index < 0) continue;
      found = true;
      const to = weights.ends[index + 1] as number;
      for (let i = weights.ends[index] as number; i < to; i++) {
        const tag = weights.tags[i] as number;
        scores[tag] = (scores[tag] as number) + (weights.values[i] as number);
      }
    }
    if (!found) return 'NN';
    let winner = 0;
    for (let tag = 1; tag < scores.length; tag++)
      if ((scores[tag] as number) >= (scores[winner] as number)) winner = tag;
    return tagNames[winner] ?? 'NN';
  };

  return (words) => {
    const context = [...START, ...words.map((word) => normalised(word, vocabulary)), ...END];
    const tags: string[] = [];
    let previous: string = START[1];
    let beforeThat: string = START[0];
    words.forEach((word, i) => {
      const tag = known.get(word) ?? best(features(i, word, context, previous, beforeThat));
      tags.push(tag);
      beforeThat = previous;
      previous = tag;
    });
    return tags;
  };
}

/** All weights in flat arrays, where the garbage collector has nothing to do. */
interface PackedWeights {
  readonly features: StringIndex;
  /** Entries of feature i lie from `ends[i]` to `ends[i + 1]` in `tags` and `values`. */
  readonly ends: Uint32Array;
  readonly tags: Uint8Array;
  readonly values: Float32Array;
}

function packWeights(weights: TaggerFile['weights'], tagIndex: ReadonlyMap<string, number>): PackedWeights {
  const names = Object.keys(weights);
  const ends = new Uint32Array(names.length + 1);
  const tags: number[] = [];
  const values: number[] = [];
  names.forEach((feature, i) => {
    for (const [tag, value] of Object.entries(weights[feature] ?? {})) {
      tags.push(tagIndex.get(tag) ?? 0);
      values.push(value);
    }
    ends[i + 1] = tags.length;
  });
  return {
    features: createStringIndex(names),
    ends,
    tags: Uint8Array.from(tags),
    values: Float32Array.from(values),
  };
}

function features(
  i: number,
  word: string,
  context: readonly string[],
  previous: string,
  beforeThat: string,
): string[] {
  const near = (offset: number): string => context[i + 2 + offset] ?? '';
  return [
    'b',
    `s3=${word.slice(-3)}`,
    `p1=${word.slice(0, 1)}`,
    `w=${near(0)}`,
    `sh=${shape(word)}`,
    i === 0 ? 'i0' : 'i+',
    `t-1=${previous}`,
    `t-2=${beforeThat}`,
    `t-12=${previous},${beforeThat}`,
    `w-1=${near(-1)}`,
    `s3-1=${near(-1).slice(-3)}`,
    `w-2=${near(-2)}`,
    `w+1=${near(1)}`,
    `s3+1=${near(1).slice(-3)}`,
    `w+2=${near(2)}`,
  ];
}

function normalised(word: string, vocabulary: ReadonlySet<string>): string {
  let form = word.toLowerCase();
  if (word.includes('-') && !word.startsWith('-')) form = '!HYPHEN';
  else if (/^\d{4}$/.test(word)) form = '!YEAR';
  else if (/^\d/.test(word)) form = '!DIGITS';
  return vocabulary.has(form) ? form : `<${shape(word)}>`;
}

function shape(word: string): string {
  if (/^\p{L}+$/u.test(word)) {
    const lower = word.toLowerCase();
    const upper = word.toUpperCase();
    if (word === lower) return 'x';
    if (word === upper) return word.length > 1 ? 'XX' : 'X1';
    const restIsLower = word.slice(1) === lower.slice(1);
    return word.charAt(0) === upper.charAt(0) && restIsLower ? 'Xx' : 'xX';
  }
  if (/^\d+$/.test(word)) return 'd';
  return word.slice(0, 4).replaceAll(/\p{L}|\d/gu, (c) => (/\d/.test(c) ? 'd' : 'x'));
}
