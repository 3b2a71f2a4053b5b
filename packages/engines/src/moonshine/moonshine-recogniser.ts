import type {
  OfflineRecogniser,
  OfflineTranscript,
  TranscribeOptions,
} from '../redecoding/offline-recogniser.js';
import type { MoonshineGraphs, StepLogits } from './moonshine-decoder.js';
import { lengthBeforeLoop } from './token-loop.js';
import { END_TOKEN, START_TOKEN, type TokenTable } from './token-table.js';
import { openingProbability, wordOpenings } from './word-openings.js';

const SAMPLE_RATE_HZ = 16_000;
/** The encoder's convolutions need about 0.1 s; shorter audio is padded with silence to this. */
const LEAST_SAMPLES = SAMPLE_RATE_HZ / 4;
/** The limit of the model's authors: faster speech is a loop of the decoder. */
const TOKENS_PER_SECOND = 6.5;
/** What the model writes for noise when it must write something (measured on noise and silence). */
const NOISE_WORDS = /^\W*you\W*$/i;
/** Mean log probability under which a lone forced word is an invention ("So" on music has −5, words −0.6). */
const LEAST_LONE_LOG_PROB = -2.5;
/** The model's mark for singing, also written for music and barking. */
const MUSIC = /[♪♫]/u;

/** Greedy decoding of a Moonshine model. */
export function createMoonshineRecogniser(graphs: MoonshineGraphs, table: TokenTable): OfflineRecogniser {
  const openings = wordOpenings(table);
  const marks = tokensOf(table, /^[.,;:!?…]+["'”’)]?$/u);
  const commas = [...tokensOf(table, /^[,;:]$/u)];
  const transcribe = async (
    samples: Float32Array,
    options: TranscribeOptions = {},
  ): Promise<OfflineTranscript> => {
    const { prefixTokens: prefix = [], draftTokens = [], forceStart = true } = options;
    const limit = Math.max(
      prefix.length + 1,
      Math.ceil((samples.length / SAMPLE_RATE_HZ) * TOKENS_PER_SECOND),
    );
    const draft = draftTokens.slice(0, limit - prefix.length);
    const run = await graphs.begin(padded(samples));
    const tokens: number[] = [...prefix];
    const logProbs: number[] = [];

    let logits = await run.step([START_TOKEN, ...prefix, ...draft]);
    let commaProbability: number | undefined;
    /** Keeps how probable a comma is behind the last word: where `token`, which follows it, is a mark or the end. */
    const noteEnding = (at: number, token: number, before: number | undefined): void => {
      const followsWord = before !== undefined && !marks.has(before);
      if (followsWord && (token === END_TOKEN || marks.has(token)))
        commaProbability = probabilityOfAny(logits, at, commas);
    };
    prefix.forEach((token, position) => {
      noteEnding(position, token, prefix[position - 1]);
      logProbs.push(logProbability(logits, position, token));
    });
    let position = prefix.length;
    const wordProbability = prefix.length === 0 ? openingProbability(logits, openings) : undefined;
    const startIsFree = prefix.length === 0 && forceStart;
    const wouldBeEmpty = prefix.length === 0 && best(logits, position) === END_TOKEN;
    let token = best(logits, position, startIsFree ? END_TOKEN : undefined);
    noteEnding(position, token, tokens.at(-1));
    while (token !== END_TOKEN && tokens.length < limit) {
      tokens.push(token);
      logProbs.push(logProbability(logits, position, token));
      const kept = lengthBeforeLoop(tokens);
      if (kept !== undefined) {
        tokens.length = Math.max(kept, prefix.length);
        logProbs.length = tokens.length;
        break;
      }
      if (position < logits.positions - 1 && token === draft[tokens.length - prefix.length - 1]) {
        position += 1;
      } else {
        // The start mark and all tokens but the new one: what was fed beyond them was a wrong guess.
        run.rewind(tokens.length);
        logits = await run.step([token]);
        position = 0;
      }
      token = best(logits, position);
      noteEnding(position, token, tokens.at(-1));
    }

    const text = table.textOf(tokens);
    const ended = token === END_TOKEN;
    if (prefix.length === 0 && isInvention(text, logProbs, wouldBeEmpty)) {
      return { tokens: [], logProbs: [], text: '', ended, dropped: text, wordProbability };
    }
    const sentenceEnd = ended && commaProbability !== undefined ? 1 - commaProbability : undefined;
    return { tokens, logProbs, text, sentenceEnd, ended, wordProbability };
  };
  return { transcribe, textOf: table.textOf, beginsWord: table.beginsWord };
}

function tokensOf(table: TokenTable, pattern: RegExp): Set<number> {
  const all = Array.from({ length: table.size }, (_, token) => token);
  return new Set(all.filter((token) => pattern.test(table.textOf([token]).trim())));
}

/** Whether a text is what the model writes when nobody speaks. */
function isInvention(text: string, logProbs: readonly number[], wouldBeEmpty: boolean): boolean {
  if (MUSIC.test(text) || !/[\p{L}\p{N}]/u.test(text)) return true;
  if (!wouldBeEmpty) return false;
  const mean = logProbs.reduce((sum, value) => sum + value, 0) / logProbs.length;
  return NOISE_WORDS.test(text) || (!text.includes(' ') && mean < LEAST_LONE_LOG_PROB);
}

function padded(samples: Float32Array): Float32Array {
  if (samples.length >= LEAST_SAMPLES) return samples;
  const longer = new Float32Array(LEAST_SAMPLES);
  longer.set(samples);
  return longer;
}

/** The most probable token at a position, `except` one. */
function best(logits: StepLogits, position: number, except?: number): number {
  const start = position * logits.vocabulary;
  let winner = -1;
  let most = -Infinity;
  for (let token = 0; token < logits.vocabulary; token++) {
    const value = logits.values[start + token] ?? -Infinity;
    if (value > most && token !== except) {
      most = value;
      winner = token;
    }
  }
  return winner;
}

/** Natural log of the softmax at one token. */
function logProbability(logits: StepLogits, position: number, token: number): number {
  return valueAt(logits, position, token) - logSum(logits, position);
}

/** The softmax, added up over some tokens. */
function probabilityOfAny(logits: StepLogits, position: number, tokens: readonly number[]): number {
  const whole = logSum(logits, position);
  return tokens.reduce((sum, token) => sum + Math.exp(valueAt(logits, position, token) - whole), 0);
}

function valueAt(logits: StepLogits, position: number, token: number): number {
  return logits.values[position * logits.vocabulary + token] ?? -Infinity;
}

/** Natural log of what the softmax divides by. */
function logSum(logits: StepLogits, position: number): number {
  const start = position * logits.vocabulary;
  const end = start + logits.vocabulary;
  let most = -Infinity;
  for (let at = start; at < end; at++) most = Math.max(most, logits.values[at] ?? -Infinity);
  let sum = 0;
  for (let at = start; at < end; at++) sum += Math.exp((logits.values[at] ?? -Infinity) - most);
  return most + Math.log(sum);
}
