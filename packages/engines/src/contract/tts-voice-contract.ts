import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TtsVoice, TtsWord } from '../tts-engine.js';

/** One thing that every voice does, whatever is behind it. */
export interface VoiceCase {
  readonly name: string;
  run(): Promise<void>;
}

export interface VoiceContractOptions {
  /** A loaded voice; called once, by the first case. */
  open(): Promise<TtsVoice>;
  /** A text of several seconds of speech. */
  readonly text?: string;
}

const TEXT = 'The parcel left the harbour on Monday, and it should arrive before the end of the week.';
const MAX_PORTION_S = 0.25;

/** The contract of `TtsEngine` as cases, in order; the last one closes the voice. */
export function ttsVoiceContract({ open, text = TEXT }: VoiceContractOptions): readonly VoiceCase[] {
  let opened: Promise<TtsVoice> | undefined;
  const voiceOf = () => {
    opened ??= open();
    return opened;
  };

  async function speak(spoken: string, until: (samples: number) => boolean = () => false) {
    const voice = await voiceOf();
    const controller = new AbortController();
    const words: TtsWord[] = [];
    let samples = 0;
    let portions = 0;
    for await (const portion of voice.synthesize(spoken, {}, controller.signal)) {
      ok(
        portion.samples.every((sample) => Math.abs(sample) <= 1.5),
        'a sample is far out of range, or none',
      );
      ok(portion.samples.length <= MAX_PORTION_S * voice.sampleRateHz, 'a portion is longer than 250 ms');
      samples += portion.samples.length;
      if (portion.samples.length > 0) portions++;
      words.push(...portion.words);
      if (until(samples)) controller.abort();
    }
    return { samples, portions, words, seconds: samples / voice.sampleRateHz };
  }

  const cases: Record<string, () => Promise<void>> = {
    'says what it is': async () => {
      const voice = await voiceOf();
      ok(voice.sampleRateHz >= 8000 && voice.sampleRateHz <= 48_000);
      ok(voice.languages.length > 0);
      equal(new Set(voice.options).size, voice.options.length);
    },
    'speaks a text in portions, as long as speech is': async () => {
      const { portions, seconds } = await speak(text);
      ok(portions > 3, `${portions} portions`);
      ok(
        seconds > text.length / 40 && seconds < text.length / 5,
        `${seconds} s for ${text.length} characters`,
      );
    },
    'marks whole words of the text, in order, within the sound': async () => {
      const { words, samples } = await speak(text);
      let offset = 0;
      let start = 0;
      for (const word of words) {
        const said = text.slice(word.textOffset, word.textOffset + word.textLength);
        ok(/^\S+$/.test(said), `"${said}" is no word`);
        ok(word.textOffset >= offset && word.startSample >= start, `"${said}" is out of order`);
        ok(
          word.endSample >= word.startSample && word.endSample <= samples * 1.02,
          `"${said}" ends after the sound`,
        );
        offset = word.textOffset + word.textLength;
        start = word.startSample;
      }
      ok(words.length === 0 || words.length === text.split(' ').length, `${words.length} words`);
    },
    'says nothing for nothing': async () => {
      for (const blank of ['', ' \n ']) equal((await speak(blank)).samples, 0);
    },
    'ends early, without an error, when it is stopped': async () => {
      const whole = await speak(text);
      const stopped = await speak(text, () => true);
      ok(
        stopped.samples > 0 && stopped.samples < whole.samples / 2,
        `${stopped.samples} of ${whole.samples}`,
      );
      const voice = await voiceOf();
      for await (const _ of voice.synthesize(text, {}, AbortSignal.abort())) ok(false, 'sound after a stop');
    },
    'can be left in the middle, and speaks again': async () => {
      const voice = await voiceOf();
      for await (const _ of voice.synthesize(text, {}, new AbortController().signal)) break;
      ok((await speak(text)).samples > 0);
    },
    'keeps two texts apart': async () => {
      const short = text.slice(0, text.indexOf(',') + 1);
      const [a, b] = await Promise.all([speak(text), speak(short)]);
      ok(a.samples > b.samples * 1.2, `${a.samples} and ${b.samples}`);
      ok(b.words.every((word) => word.textOffset + word.textLength <= short.length));
    },
    'computes nothing that nobody asked for': async () => {
      const voice = await voiceOf();
      const controller = new AbortController();
      const pieces = voice.synthesize(text, {}, controller.signal)[Symbol.asyncIterator]();
      await pieces.next();
      await sleep(20);
      controller.abort();
      deepEqual((await pieces.next()).done, true);
    },
    'closes twice': async () => {
      const voice = await voiceOf();
      await voice.close();
      await voice.close();
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, run }));
}
