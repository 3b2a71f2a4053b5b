import { ParleyError } from '@parley/protocol';
import type { AsrHypothesis, AsrUtterance, AsrWord } from '../asr-engine.js';
import { agreedLength } from './agreement.js';
import { cutCandidates } from './cut-points.js';
import { nearestWordsBeforeCut, wordsBeforeCut } from './joint.js';
import type { OfflineRecogniser } from './offline-recogniser.js';
import { DEFAULT_REDECODING, type RedecodingSettings } from './redecoding-settings.js';
import { createSegmentAudio } from './segment-audio.js';
import { ACTIVITY_FRAME_MS, ACTIVITY_FRAME_SAMPLES, createSpeechActivity } from './speech-activity.js';
import { textConfidence } from './text-confidence.js';
import { spoken, type TokenWord, tokenWords } from './token-words.js';
import { placeWords } from './word-times.js';

const SAMPLES_PER_MS = 16;
/** Nothing is cut so near the ends of a segment: both parts need a word to be recognised by. */
const CUT_MARGIN_MS = 1000;
/** Cuts tried in one call once a segment must shrink. */
const FORCED_ATTEMPTS = 4;
/** A pass that heard this much quiet at its end has heard the last word whole. */
const TAIL_FRAMES = 6;
/** Half as much will do when nothing at all came after it: not even the burst of a final "t". */
const SILENT_TAIL_FRAMES = 3;
/** What a pass in a pause may cost beyond the settings: it is likely the last one, and it is waited for. */
const PAUSE_FACTOR = 1;
/** New audio with fewer loud frames than this holds no word: a click is shorter than a syllable. */
const WORD_FRAMES = 3;
/** Audio that is worth another pass after a doubtful one: 80 ms. */
const AGAIN_FRAMES = 4;
/** A pass that ends this long after the last loud frame has heard what there is: 200 ms. */
const FRESH_FRAMES = 10;
/** So much quiet tells whether a sentence has ended: a look that heard less of it is worth another (160 ms). */
const PAUSE_FRAMES = 8;
/** A word as sure as this (probability 0.6) stays as it is when more is heard. */
const DOUBTFUL_LOG_PROB = Math.log(0.6);

export interface RedecodingOptions {
  readonly recogniser: OfflineRecogniser;
  readonly language: string;
  readonly settings?: Partial<RedecodingSettings> | undefined;
}

/** What the latest pass heard, in the current segment. */
interface Pass {
  readonly words: readonly TokenWord[];
  readonly tokens: readonly number[];
  readonly sentenceEnd?: number | undefined;
  /** Frame of the utterance up to which it heard. */
  readonly endFrame: number;
  /** As in `AsrHypothesis`. */
  readonly wordProbability?: number | undefined;
}

const NO_PASS: Pass = { words: [], tokens: [], endFrame: 0 };

/**
 * Live recognition with an offline recogniser: decodes the growing segment again and again, keeps for good what two
 * passes agree on and forces it in the next pass, and cuts off the audio of what is kept, so that the cost stays
 * bounded however long the utterance. Audio without speech since the last pass is not decoded again.
 */
export function createRedecodingUtterance(options: RedecodingOptions): AsrUtterance {
  return new RedecodingUtterance(options);
}

class RedecodingUtterance implements AsrUtterance {
  readonly #recogniser: OfflineRecogniser;
  readonly #language: string;
  readonly #settings: RedecodingSettings;
  readonly #activity = createSpeechActivity();
  readonly #segment = createSegmentAudio();
  /** Frame of the utterance at which the segment begins. */
  #segmentFrame = 0;
  /** Words whose audio was cut off. */
  readonly #settled: AsrWord[] = [];
  #settledText = '';
  /** Tokens at the front of the segment that no pass may change, and the words they make. */
  #committed: readonly number[] = [];
  readonly #committedWords: AsrWord[] = [];
  #pass = NO_PASS;
  /** The pass that the next one has to agree with. */
  #witness = NO_PASS;
  readonly #triedCuts = new Set<number>();
  #heardSamples = 0;
  #decodedMs = 0;
  #over = false;

  constructor(options: RedecodingOptions) {
    this.#recogniser = options.recogniser;
    this.#language = options.language;
    this.#settings = { ...DEFAULT_REDECODING, ...options.settings };
  }

  push(samples: Float32Array): void {
    this.#activity.push(samples);
    this.#segment.push(samples);
    this.#heardSamples += samples.length;
  }

  async recognise(final: boolean): Promise<AsrHypothesis> {
    if (this.#over) throw new ParleyError('INTERNAL_ERROR', 'The utterance is over: open another one.');
    this.#over = final;
    await this.#catchUp();
    const isPause = this.#isQuietBefore(this.#activity.frameCount, SILENT_TAIL_FRAMES);
    if (this.#isNews(final) && (final || this.#canAfford(this.#segmentMs(), isPause ? PAUSE_FACTOR : 0))) {
      await this.#decode(this.#segment.sampleCount);
      // A pause may be the end of the turn: then somebody waits for this answer, and tidying up does not matter.
      if (!final && !isPause && this.#segmentMs() >= this.#settings.trimAfterMs) await this.#trim(1);
    }
    return this.#hypothesis(final);
  }

  /** Recognises a backlog that is longer than a segment may be, piece by piece. */
  async #catchUp(): Promise<void> {
    const most = this.#settings.segmentMaxMs * SAMPLES_PER_MS;
    while (this.#segment.sampleCount > most) {
      await this.#decode(most);
      await this.#trim(FORCED_ATTEMPTS);
    }
  }

  #segmentMs(): number {
    return this.#segment.sampleCount / SAMPLES_PER_MS;
  }

  #canAfford(moreMs: number, extraFactor = 0): boolean {
    const heardMs = this.#heardSamples / SAMPLES_PER_MS;
    return this.#decodedMs + moreMs <= (this.#settings.decodeFactor + extraFactor) * heardMs;
  }

  #isQuietBefore(frame: number, frames = TAIL_FRAMES): boolean {
    return this.#activity.activeFrames(frame - frames, frame) === 0;
  }

  /** Whether another pass could hear something that the last one did not. */
  #isNews(final: boolean): boolean {
    const { frameCount } = this.#activity;
    const { endFrame } = this.#pass;
    const heardNothing = endFrame <= this.#segmentFrame && this.#pass.words.length === 0;
    if (heardNothing)
      return this.#segment.sampleCount > 0 && this.#activity.activeFrames(this.#segmentFrame, frameCount) > 0;
    if (frameCount <= endFrame) return false;
    if (frameCount - endFrame >= AGAIN_FRAMES && this.#isDoubtful(endFrame)) return true;
    const loudFrames = this.#activity.activeFrames(endFrame, frameCount);
    if (loudFrames >= WORD_FRAMES) return true;
    const tellsEnds = this.#pass.sentenceEnd !== undefined;
    if (tellsEnds && !final && this.#isQuietBefore(frameCount, PAUSE_FRAMES))
      return !this.#isQuietBefore(endFrame, PAUSE_FRAMES);
    if (this.#isQuietBefore(endFrame, loudFrames === 0 ? SILENT_TAIL_FRAMES : TAIL_FRAMES)) return false;
    return final || frameCount - endFrame >= TAIL_FRAMES;
  }

  /** Whether the last pass heard fresh speech and is not sure what: it may be surer with what follows. */
  #isDoubtful(endFrame: number): boolean {
    const sure = this.#pass.words.every((word) => word.logProb >= DOUBTFUL_LOG_PROB);
    const nothing = this.#pass.words.length === 0;
    return (nothing || !sure) && this.#activity.activeFrames(endFrame - FRESH_FRAMES, endFrame) > 0;
  }

  async #transcribe(sampleCount: number, prefixTokens: readonly number[], draftTokens: readonly number[]) {
    this.#decodedMs += sampleCount / SAMPLES_PER_MS;
    try {
      return await this.#recogniser.transcribe(this.#segment.front(sampleCount), {
        prefixTokens,
        draftTokens,
      });
    } catch (error) {
      throw ParleyError.from(error, 'ASR_FAILED');
    }
  }

  /** One pass over the front of the segment; keeps what it and the witness agree on. */
  async #decode(sampleCount: number): Promise<void> {
    const endFrame = this.#segmentFrame + Math.floor(sampleCount / ACTIVITY_FRAME_SAMPLES);
    // What the last pass heard is most of what this one will.
    const draft = this.#pass.tokens.slice(this.#committed.length);
    const { tokens, logProbs, sentenceEnd, wordProbability } = await this.#transcribe(
      sampleCount,
      this.#committed,
      draft,
    );
    this.#pass = {
      tokens,
      words: tokenWords(this.#recogniser, tokens, logProbs),
      sentenceEnd,
      endFrame,
      wordProbability,
    };

    const apartMs = (endFrame - this.#witness.endFrame) * ACTIVITY_FRAME_MS;
    if (apartMs < this.#settings.agreementApartMs) return;
    const length = agreedLength(
      this.#witness.tokens,
      tokens,
      this.#recogniser.beginsWord,
      this.#settings.holdBackTokens,
    );
    if (length > this.#committed.length) this.#commit(length, this.#witness);
    this.#witness = this.#pass;
  }

  /** Keeps the first `length` tokens of the pass; `witness` had heard them all before its end. */
  #commit(length: number, witness: Pass): void {
    this.#committed = this.#pass.tokens.slice(0, length);
    const known = this.#committedWords.length;
    const fromMs = this.#committedWords.at(-1)?.endMs ?? this.#segmentFrame * ACTIVITY_FRAME_MS;
    const placed = this.#place(witness.words.slice(known), fromMs, witness.endFrame * ACTIVITY_FRAME_MS);
    let tokens = this.#pass.words.slice(0, known).reduce((sum, word) => sum + word.tokens.length, 0);
    for (const [index, word] of this.#pass.words.slice(known).entries()) {
      tokens += word.tokens.length;
      const span = placed[index];
      if (tokens > length || span === undefined) break;
      this.#committedWords.push({ ...span, text: word.text, confidence: Math.exp(word.logProb) });
    }
  }

  #place(words: readonly TokenWord[], fromMs: number, toMs: number): AsrWord[] {
    const spans = placeWords(
      words.map((word) => word.text),
      this.#activity,
      fromMs,
      toMs,
    );
    return words.map((word, index) => ({
      text: word.text,
      startMs: spans[index]?.startMs ?? toMs,
      endMs: spans[index]?.endMs ?? toMs,
      confidence: Math.exp(word.logProb),
    }));
  }

  /** Tries to cut the segment at a pause; with several attempts it cuts in any case. */
  async #trim(attempts: number): Promise<void> {
    const forced = attempts > 1;
    const margin = CUT_MARGIN_MS / ACTIVITY_FRAME_MS;
    const span = this.#pass.endFrame - this.#segmentFrame;
    // A late cut lets go of more; while the person speaks the first good pause will do.
    const first = this.#segmentFrame + Math.max(margin, forced ? Math.floor(span / 2) : 0);
    const candidates = cutCandidates(this.#activity, first, this.#pass.endFrame - margin)
      .filter((frame) => !this.#triedCuts.has(frame))
      .slice(0, attempts);
    let fallback: { frame: number; front: readonly TokenWord[] } | undefined;
    for (const frame of candidates) {
      const sampleCount = (frame - this.#segmentFrame) * ACTIVITY_FRAME_SAMPLES;
      if (!forced && !this.#canAfford(sampleCount / SAMPLES_PER_MS)) return;
      this.#triedCuts.add(frame);
      const { tokens, logProbs } = await this.#transcribe(sampleCount, [], this.#pass.tokens);
      const front = tokenWords(this.#recogniser, tokens, logProbs);
      const count = wordsBeforeCut(spokenWords(front), spokenWords(this.#pass.words));
      if (count !== undefined && count < this.#pass.words.length) {
        this.#cut(frame, count);
        return;
      }
      fallback ??= { frame, front };
    }
    if (!forced) return;
    const frame = fallback?.frame ?? this.#pass.endFrame - margin;
    const front = fallback?.front ?? [];
    this.#cut(frame, nearestWordsBeforeCut(spokenWords(front), spokenWords(this.#pass.words)));
  }

  /** Settles the first `count` words of the pass and lets go of the audio before `frame`. */
  #cut(frame: number, count: number): void {
    const startMs = this.#segmentFrame * ACTIVITY_FRAME_MS;
    const cutMs = frame * ACTIVITY_FRAME_MS;
    const known = this.#committedWords.splice(0, count).map((word) => ({
      ...word,
      startMs: Math.min(word.startMs, cutMs),
      endMs: Math.min(word.endMs, cutMs),
    }));
    const rest = this.#pass.words.slice(known.length, count);
    this.#settled.push(...known, ...this.#place(rest, known.at(-1)?.endMs ?? startMs, cutMs));
    const settledTokens = this.#pass.words.slice(0, count).flatMap((word) => word.tokens);
    this.#settledText = joinText(this.#settledText, this.#recogniser.textOf(settledTokens));

    // The word after the cut was agreed on by the pass over both parts; it also keeps the case of the joint right.
    const nextWord = this.#pass.words.slice(count, count + 1).flatMap((word) => word.tokens);
    const kept = this.#committed.slice(settledTokens.length);
    const left: Pass = {
      words: this.#pass.words.slice(count),
      tokens: this.#pass.tokens.slice(settledTokens.length),
      sentenceEnd: this.#pass.sentenceEnd,
      endFrame: this.#pass.endFrame,
    };
    this.#segment.drop((frame - this.#segmentFrame) * ACTIVITY_FRAME_SAMPLES);
    this.#segmentFrame = frame;
    this.#triedCuts.clear();
    this.#pass = left;
    this.#witness = left;
    this.#committed = kept;
    if (kept.length === 0 && nextWord.length > 0) this.#commit(nextWord.length, left);
  }

  #hypothesis(final: boolean): AsrHypothesis {
    const committedText = joinText(this.#settledText, this.#recogniser.textOf(this.#committed));
    const text = joinText(this.#settledText, this.#recogniser.textOf(this.#pass.tokens));
    const open = this.#pass.words.slice(this.#committedWords.length);
    const fromMs = this.#committedWords.at(-1)?.endMs ?? this.#segmentFrame * ACTIVITY_FRAME_MS;
    const words = [
      ...this.#settled,
      ...this.#committedWords,
      ...this.#place(open, fromMs, this.#pass.endFrame * ACTIVITY_FRAME_MS),
    ];
    return {
      text,
      stableLength: final ? text.length : committedText.length,
      confidence: textConfidence(words),
      wordProbability: this.#pass.wordProbability,
      language: this.#language,
      sentenceEnd: this.#pass.sentenceEnd,
      words,
      decodedMs: Math.round(this.#decodedMs),
    };
  }
}

function spokenWords(words: readonly TokenWord[]): string[] {
  return words.map((word) => spoken(word.text));
}

function joinText(front: string, rest: string): string {
  return front === '' || rest === '' ? front + rest : `${front} ${rest}`;
}
