import { setTimeout as delay } from 'node:timers/promises';
import { createAsrEngine } from '@parley/engines';
import { wordErrors, wordsOf } from '@parley/testkit';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Caller, createCaller } from '../caller.js';
import { type Clip, isSingleWord, loadClips } from '../clips.js';
import { quiet } from '../interruption-trial.js';
import { ensureModel } from '../model-file.js';
import { startServer } from '../server-process.js';
import { firstSpeechSample, lastSpeechSample } from '../speech-onset.js';
import { percentileOf } from '../statistics.js';

const MODEL = 'moonshine-base-en';
/** Words in a row that are said by themselves in some recording; letters are not heard as surely. */
const WORDS_IN_A_ROW = 3;
const A_WORD = /^[a-z]{3,}$/;
/** Between two spliced words. */
const GAP_SAMPLES = 1600;

/** Recognition as a client sees it, beside the same model on whole files. */
export const asr: Bench = {
  name: 'asr',
  async run({ quick, progress }) {
    const server = await startServer();
    const caller = await createCaller({ url: server.url, echoCancellation: true });
    try {
      return [
        ...(await partials(caller, quick ? 6 : 40, progress)),
        ...(await accuracy(caller, quick, progress)),
      ];
    } finally {
      await caller.close();
      await server.close();
    }
  },
};

interface Heard {
  readonly atMs: number;
  readonly text: string;
  readonly isFinal: boolean;
}

/** Says a clip and gives every transcript that came of it. */
async function transcribe(caller: Caller, samples: Int16Array): Promise<Heard[]> {
  await quiet(caller);
  const logFrom = caller.log.length;
  await caller.say(samples, samples.length - 1);
  const heard = (): Heard[] =>
    caller.log
      .slice(logFrom)
      .filter(({ name }) => name === 'transcript')
      .map(({ atMs, event }) => ({ atMs, ...(event as { text: string; isFinal: boolean }) }));
  const deadlineMs = performance.now() + 6000;
  // A turn that was split says more than one final; the last comes within the silence ceiling and its own time.
  while (performance.now() < deadlineMs && heard().at(-1)?.isFinal !== true) await delay(20);
  await delay(400);
  return heard();
}

/** Known words in a row: how soon after its end each is in a partial, and whether it stays. */
async function partials(caller: Caller, runs: number, progress: (line: string) => void): Promise<Figure[]> {
  const recordings = new Map<string, Int16Array>();
  for (const clip of await loadClips(isSingleWord)) {
    const word = clip.transcript?.toLowerCase() ?? '';
    if (A_WORD.test(word) && recordings.size < WORDS_IN_A_ROW)
      recordings.set(
        word,
        clip.samples.subarray(
          firstSpeechSample(clip.samples, 16_000),
          lastSpeechSample(clip.samples, 16_000),
        ),
      );
  }
  const known = [...recordings.keys()];
  if (known.length === 0) {
    progress('no recording holds a single word: partials are not measured');
    return [];
  }
  const delays: number[] = [];
  let never = 0;
  let changed = 0;
  for (let run = 0; run < runs; run += 1) {
    const words = known.map((_, at) => known[(at + run) % known.length] ?? '');
    const { samples, ends } = splice(words.map((word) => recordings.get(word) ?? new Int16Array(0)));
    const heard = await transcribe(caller, samples);
    for (const [at, word] of words.entries()) {
      const spokenAtMs = caller.sentAtMs((ends[at] ?? 1) - 1);
      const first = heard.find(({ text }) => holds(text, word));
      if (first === undefined) never += 1;
      else delays.push(first.atMs - spokenAtMs);
      if (first !== undefined && !heard.some(({ text, isFinal }) => isFinal && holds(text, word)))
        changed += 1;
    }
    progress(
      `${words.join(' ')}: ${heard.map(({ text, isFinal }) => (isFinal ? `[${text}]` : text)).join(' | ')}`,
    );
  }
  return [
    figure(
      'partial',
      'ms',
      delays,
      // A word that is never heard is the slowest of all.
      {
        text: 'p50 < 450 ms',
        met: () => percentileOf([...delays, ...Array(never).fill(Infinity)], 0.5) < 450,
      },
      `end of a word → transcript holding it; never: ${never}, later changed: ${changed}, of ${runs * known.length}`,
    ),
  ];
}

function splice(words: readonly Int16Array[]): { samples: Int16Array; ends: number[] } {
  const samples = new Int16Array(words.reduce((sum, word) => sum + word.length + GAP_SAMPLES, 0));
  const ends: number[] = [];
  let at = 0;
  for (const word of words) {
    samples.set(word, at);
    ends.push(at + word.length);
    at += word.length + GAP_SAMPLES;
  }
  return { samples, ends };
}

const DIGITS: Readonly<Record<string, string>> = {
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};

function holds(text: string, word: string): boolean {
  return wordsOf(text).includes(word) || text.includes(DIGITS[word] ?? word);
}

/** Final latency and word errors of whole recordings, streamed in real time and at once. */
async function accuracy(caller: Caller, quick: boolean, progress: (line: string) => void): Promise<Figure[]> {
  const offline = await createOffline();
  const clips = (await loadClips(isScored)).filter(
    ({ samples }) => samples.length < 16_000 * (quick ? 4 : 60),
  );
  const finals: number[] = [];
  const known: number[] = [];
  const streamed: ReturnType<typeof wordErrors>[] = [];
  const whole: ReturnType<typeof wordErrors>[] = [];
  for (const clip of clips.slice(0, quick ? 6 : undefined)) {
    const reference = clip.transcript ?? '';
    const heard = await transcribe(caller, clip.samples);
    const last = heard.findLast(({ isFinal }) => isFinal);
    if (last !== undefined) {
      const spokenAtMs = caller.sentAtMs(lastSpeechSample(clip.samples, 16_000) - 1);
      finals.push(last.atMs - spokenAtMs);
      known.push((heard.find(({ text }) => text === last.text) ?? last).atMs - spokenAtMs);
    }
    const text = heard
      .filter(({ isFinal }) => isFinal)
      .map((one) => one.text)
      .join(' ');
    streamed.push(wordErrors(reference, text));
    whole.push(wordErrors(reference, await offline(clip.samples)));
    progress(
      `${clip.name}: ${streamed.at(-1)?.errors} errors streamed, ${whole.at(-1)?.errors} at once, in ${whole.at(-1)?.referenceWords} words`,
    );
  }
  const [mine, base] = [rateOf(streamed), rateOf(whole)];
  return [
    figure(
      'final',
      'ms',
      finals,
      { text: 'p95 < 400 ms', met: ({ p95 }) => p95 < 400 && finals.length === streamed.length },
      `last speech sample sent → final transcript; the silence that ends a turn (200 ms and more) included; never: ${streamed.length - finals.length} of ${streamed.length}`,
    ),
    figure(
      'words',
      'ms',
      known,
      undefined,
      'last speech sample sent → the words of the final transcript, whether the turn has ended or not',
    ),
    figure(
      'word-error-rate',
      '%',
      streamed.map(percent),
      undefined,
      `over all words ${mine.toFixed(2)} %; figures are of recordings`,
    ),
    figure(
      'word-error-rate-offline',
      '%',
      whole.map(percent),
      undefined,
      `over all words ${base.toFixed(2)} %; the same model on whole files`,
    ),
    figure(
      'word-error-difference',
      'points',
      [mine - base],
      { text: '≤ 1 point', met: ({ max }) => max <= 1 },
      `${streamed.length} recordings`,
    ),
  ];
}

function isScored(clip: Clip): boolean {
  return (
    clip.transcript !== undefined &&
    clip.language === 'en' &&
    clip.transcriptQuality !== 'approximate' &&
    !isSingleWord(clip)
  );
}

function percent({ rate }: { rate: number }): number {
  return rate * 100;
}

function rateOf(all: readonly { errors: number; referenceWords: number }[]): number {
  const words = all.reduce((sum, one) => sum + one.referenceWords, 0);
  return (100 * all.reduce((sum, one) => sum + one.errors, 0)) / Math.max(1, words);
}

async function createOffline(): Promise<(samples: Int16Array) => Promise<string>> {
  const installed = await ensureModel(MODEL);
  const model = await (await createAsrEngine(installed.family)).loadModel(installed);
  return async (samples) => {
    const utterance = model.openUtterance({ language: 'en' });
    utterance.push(Float32Array.from(samples, (value) => value / 32_768));
    return (await utterance.recognise(true)).text;
  };
}
