import type { BargeInPolicy } from '../policy.js';
import type { Transcript, VadWindow } from '../ports.js';
import { countWords, fitsInto, hasMeaning, wordsInCommon } from './backchannel.js';
import { SpeechEvidence } from './speech-evidence.js';

/** How much longer speech must last when what was understood of it means nothing. */
const BACKCHANNEL_PATIENCE = 2;
/**
 * Mean speech probability of what surely is a voice. After 1 s the recordings' sentences had 0.93 and more, in noise at
 * 10 dB all but one of 27 had 0.9; music that stood out had 0.83 at most.
 */
const VOICE_CERTAINTY = 0.9;
/** As many words on which two looks agree were said by somebody, however little they stand out. */
const A_SENTENCE_WORDS = 4;

/**
 * Probability that a word was said, at which it counts though it is doubtful which. Of speech of at least 0.4 s that
 * stands out, hums, grunts and backchannels (real and synthetic, also in noise) had 0.23 at most; letters and digits in
 * noise 0.2 to 0.9, unless they are vowels themselves.
 */
const WORD_PROBABILITY = 0.4;
/** Mean speech probability that this takes: a hum in noise was taken for a word at 0.54; words had 0.6 and more. */
const WORD_CERTAINTY = 0.6;

/** How much speech there was so far. */
export interface SpeechSoFar {
  readonly speaking: boolean;
  readonly speechMs: number;
  /** What followed the speech was heard, too, when the words were last recognised. */
  readonly lookedAgain: boolean;
}

/** Whether speech over a reply is meant for the agent: by its words, look by look, and by how it sounds. */
export class Intent {
  readonly #policy: () => BargeInPolicy;
  readonly #evidence = new SpeechEvidence();
  #last: Transcript | undefined;
  /** What the look before the last one heard, when it was no other look at the same. */
  #previous: Transcript | undefined;

  constructor(policy: () => BargeInPolicy) {
    this.#policy = policy;
  }

  /** The words so far. */
  get text(): string {
    return this.#last?.text ?? '';
  }

  /** Speech that may be an interruption begins. */
  begin(): void {
    this.#last = undefined;
    this.#previous = undefined;
    this.#evidence.begin();
  }

  /** A window as it counts, also between interruptions: it is the background of the next one. */
  sound(window: VadWindow, speaking: boolean): void {
    this.#evidence.push(window, speaking);
  }

  /** What the recogniser makes of the speech now. */
  words(transcript: Transcript): void {
    // The same words as surely are the same look, told twice.
    const isNew = transcript.text !== this.#last?.text || transcript.confidence !== this.#last.confidence;
    if (isNew) this.#previous = this.#last;
    this.#last = transcript;
  }

  /**
   * Whether the words are for the agent, and the recogniser is as sure of them as can be asked. Words that it is sure
   * of count; doubtful ones when two looks agree on them, it surely was a voice, and it stands out from what is around it
   * or is a sentence; or when it surely was some word. Short speech needs sure words and must stand out: grunts become
   * words easily, the same ones twice. It is judged when what follows it has been heard; the reply is held already, so
   * there is no hurry to be wrong.
   */
  isMeant({ speaking, speechMs, lookedAgain }: SpeechSoFar): boolean {
    const policy = this.#policy();
    if (this.#last === undefined || speechMs < policy.minSpeechMs) return false;
    if (speaking && speechMs < policy.partialWordsAfterMs) return false;
    const { text, language, confidence, wordProbability = 0, flushed } = this.#last;
    const isSure = confidence >= policy.sureConfidence;
    const isShort = speechMs < policy.shortSpeechMs;
    if (!fitsInto(text, speechMs, isSure && !isShort ? 'sure' : 'doubtful')) return false;
    if (!this.#means(text, language)) return false;
    if (isShort) return isSure && flushed && lookedAgain && this.#standsOut();
    if (isSure) return true;
    const isSomeWord = wordProbability >= WORD_PROBABILITY && this.#evidence.certainty >= WORD_CERTAINTY;
    if (isSomeWord && flushed && lookedAgain && this.#standsOut()) return true;
    const agreed = wordsInCommon(this.#previous?.text ?? '', text);
    return (
      Math.min(confidence, this.#previous?.confidence ?? 0) * this.#evidence.certainty >=
        policy.minConfidence &&
      this.#means(agreed, language) &&
      (agreed.split(' ').length >= A_SENTENCE_WORDS || this.#standsOut())
    );
  }

  /**
   * Speech that long is meant, unless what was understood of it means nothing ("uh-huh, yeah, right" goes on). Where no
   * word is believed it may as well be noise or music: the sound must be a person's, or last much longer.
   */
  get neededSpeechMs(): number {
    const { minSpeechMs, unheardSpeechMs, minConfidence } = this.#policy();
    const confirmSpeechMs = Math.max(this.#policy().confirmSpeechMs, minSpeechMs);
    const patientMs = confirmSpeechMs * BACKCHANNEL_PATIENCE;
    const last = this.#last;
    // No answer says nothing; one without words says that there were none, or none in a language that it knows.
    if (last === undefined) return this.#isVoice() ? confirmSpeechMs : unheardSpeechMs;
    // A guess that the recogniser itself does not believe in is neither a word nor a backchannel.
    const isBelieved = last.text !== '' && last.confidence >= minConfidence;
    if (!isBelieved) return this.#isVoice() ? Math.min(patientMs, unheardSpeechMs) : unheardSpeechMs;
    if (!this.#means(last.text, last.language)) return patientMs;
    return this.#standsOut() ? confirmSpeechMs : unheardSpeechMs;
  }

  #means(text: string, language: string): boolean {
    const { minWords, backchannels } = this.#policy();
    return countWords(text) >= minWords && hasMeaning(text, language, backchannels);
  }

  /** By its sound alone, somebody at the microphone. */
  #isVoice(): boolean {
    return this.#standsOut() && this.#evidence.certainty >= VOICE_CERTAINTY;
  }

  #standsOut(): boolean {
    return this.#evidence.prominenceDb >= this.#policy().minProminenceDb;
  }
}
