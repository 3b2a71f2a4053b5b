import type { AsrModel } from '@parley/engines';
import type { SileroVad, SmartTurn } from '@parley/models';
import { LISTENING_RATE_HZ, VAD_WINDOW_MS, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { DEFAULT_TURN_POLICY, wordOdds } from '@parley/session';
import type { Clip } from '../clips.js';
import { sentenceHadEnded } from './sentence-position.js';

/** A silence of 200 ms or more, with what the server's models make of it. */
export interface PauseCase {
  readonly name: string;
  /** Who speaks: cases of one voice are not independent. */
  readonly voice: string;
  /**
   * `end`: an answer is due. `inside`: the person goes on with the sentence; answering cuts them off. `between`: a
   * sentence had ended and the same person goes on with another. `cut`: the recording stops inside a sentence.
   */
  readonly kind: 'end' | 'inside' | 'between' | 'cut';
  /** How long the person was silent; Infinity where the recording stops. */
  readonly ms: number;
  /** The end-of-turn model's answers, to the silence so far. */
  readonly answers: readonly { readonly askedAtMs: number; readonly probability: number }[];
  /** Log-odds that a turn ends with the words before it, as the recogniser's answers come. */
  readonly words: readonly { readonly askedAtMs: number; readonly odds: number }[];
}

interface Found {
  readonly startMs: number;
  ms: number;
  readonly answers: PauseCase['answers'][number][];
  readonly words: PauseCase['words'][number][];
  heard: string;
}

interface TurnModels {
  readonly vad: SileroVad;
  readonly turn: SmartTurn;
  readonly asr: AsrModel;
  /** Takes the time of each prediction. */
  readonly onPrediction: (ms: number) => void;
}

/** As the session asks by itself: see its `Endpointer`. */
const ASKED_AT_MS = [96, 352];
const WORDS_ASKED_AT_MS = [Math.max(DEFAULT_TURN_POLICY.speculateAfterMs, VAD_WINDOW_MS), 192];
const LEAST_MS = 200;
/** Between two people on the telephone, so much silence is a change of turn. */
const OTHER_ANSWERS_MS = 1200;
/** After the recording, for the last decision. */
const AFTERWARDS_MS = 1500;
const HEARD_SAMPLES = 8 * LISTENING_RATE_HZ;

/** The silences of one recording. Where it has no published punctuation, the recogniser's own of the whole counts. */
export async function pauseCases(clip: Clip, models: TurnModels): Promise<PauseCase[]> {
  const audio = paddedAudio(clip.samples);
  const vad = models.vad.createStream();
  const utterance = models.asr.openUtterance({ language: 'en' });
  const found: Found[] = [];
  const { speechThreshold, silenceThreshold } = DEFAULT_TURN_POLICY;
  let speaking = false;
  let silenceMs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + VAD_WINDOW_SAMPLES <= audio.length; at += VAD_WINDOW_SAMPLES) {
    const window = audio.slice(at, at + VAD_WINDOW_SAMPLES);
    const end = at + VAD_WINDOW_SAMPLES;
    utterance.push(window);
    const [probability = 0] = await models.vad.run([vad], [window]);
    speaking = probability >= speechThreshold || (speaking && probability >= silenceThreshold);
    if (speaking) {
      silenceMs = 0;
      continue;
    }
    silenceMs += VAD_WINDOW_MS;
    if (silenceMs === VAD_WINDOW_MS)
      found.push({ startMs: at / 16, ms: 0, answers: [], words: [], heard: '' });
    const pause = found.at(-1);
    if (pause === undefined) continue;
    pause.ms = silenceMs;
    if (WORDS_ASKED_AT_MS.includes(silenceMs)) {
      const { text, sentenceEnd } = await utterance.recognise(false);
      if (pause.words.length === 0) pause.heard = text;
      pause.words.push({ askedAtMs: silenceMs, odds: wordOdds(text, 'en', sentenceEnd) });
    }
    if (!ASKED_AT_MS.includes(silenceMs)) continue;
    const startMs = performance.now();
    const verdict = await models.turn.predict(audio.slice(Math.max(0, end - HEARD_SAMPLES), end));
    models.onPrediction(performance.now() - startMs);
    pause.answers.push({ askedAtMs: silenceMs, probability: verdict });
  }
  const text = isPunctuated(clip.transcript) ? clip.transcript : (await utterance.recognise(true)).text;
  return found
    .filter(({ ms }) => ms >= LEAST_MS)
    .map(({ startMs, ms, answers, words, heard }, index, all) => {
      const isLast = index === all.length - 1;
      return {
        name: `${clip.name} at ${Math.round(startMs)} ms`,
        voice: clip.voice,
        kind: kindOf(clip, { isLast, ms, ended: sentenceHadEnded(heard, text) }),
        ms: isLast ? Number.POSITIVE_INFINITY : ms,
        answers,
        words,
      };
    });
}

function kindOf(clip: Clip, pause: { isLast: boolean; ms: number; ended: boolean }): PauseCase['kind'] {
  if (pause.isLast) return clip.endOfTurn === 'incomplete' ? 'cut' : 'end';
  if (clip.tags.includes('two speakers') && pause.ms >= OTHER_ANSWERS_MS) return 'end';
  return pause.ended ? 'between' : 'inside';
}

function isPunctuated(transcript: string | undefined): transcript is string {
  return transcript !== undefined && /[a-z]/.test(transcript) && /[.?!]/.test(transcript);
}

function paddedAudio(samples: Int16Array): Float32Array {
  const audio = new Float32Array(samples.length + AFTERWARDS_MS * 16);
  for (const [index, sample] of samples.entries()) audio[index] = sample / 32_768;
  return audio;
}
