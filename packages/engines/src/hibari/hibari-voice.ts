import { join } from 'node:path';
import { createLimiter, createResampler, fromDb, type Limiter, type Resampler } from '@parley/audio';
import { ParleyError } from '@parley/protocol';
import type { EngineModel, TtsAudio, TtsOptions, TtsVoice, TtsWord } from '../tts-engine.js';
import { loadAcousticNet } from './acoustic-net.js';
import { CALIBRATION_TEXT, calibrate, TARGET_LUFS } from './calibration.js';
import { VOICE_RATE_HZ } from './frame-size.js';
import { loadFrontEnd } from './front-end.js';
import { speakPiece } from './piece-speech.js';
import { createVocoder } from './vocoder.js';
import { HIBARI_FILES, missing, readModelJson, voiceDirectory } from './voice-files.js';
import { readVoiceOptions, VOICE_OPTION_NAMES } from './voice-options.js';
import { toWordMarks } from './word-marks.js';

/** The noise of every piece starts from here, so that a text always gives the same bytes. */
const NOISE_SEED = 0x5eed_1e55;

/**
 * Loads a hibari voice: front end, net, vocoder, and the gain that brings it to −16 LUFS (setting `targetLufs`).
 * The voice owns all of them until `close()`.
 */
export async function loadHibariVoice(model: EngineModel): Promise<TtsVoice> {
  const directory = voiceDirectory(model);
  const vocabulary = new Map(
    Object.entries(await readModelJson<Record<string, number>>(model, HIBARI_FILES.vocabulary)),
  );
  const frontEnd = await loadFrontEnd(model);
  const net = await loadAcousticNet(join(directory, HIBARI_FILES.net)).catch(async (cause: unknown) => {
    await frontEnd.close();
    throw missing(model, HIBARI_FILES.net, cause);
  });
  const vocoder = await createVocoder();
  const parts = { net, vocoder, vocabulary };

  /** Speech at the net's own level, and the words as they come. */
  async function* speak(text: string, speed: number, signal: AbortSignal): AsyncGenerator<TtsAudio> {
    let pieceStart = 0;
    for (const piece of await frontEnd.read(text)) {
      if (signal.aborted) return;
      const speech = await speakPiece(parts, piece, { speed, seed: NOISE_SEED });
      if (!speech) continue;
      let words: readonly TtsWord[] = toWordMarks(speech.words, pieceStart);
      for (let samples = speech.next(); samples; samples = speech.next()) {
        if (signal.aborted) return;
        yield { samples, words };
        words = [];
      }
      pieceStart += speech.samples;
    }
  }

  const never = new AbortController().signal;
  const calibration: Float32Array[] = [];
  for await (const { samples } of speak(CALIBRATION_TEXT, 1, never)) calibration.push(samples);
  const target = Number(model.settings.targetLufs ?? TARGET_LUFS);
  const gain = fromDb(calibrate(calibration, target));
  let closed: Promise<void> | undefined;

  return {
    sampleRateHz: VOICE_RATE_HZ,
    languages: model.languages,
    options: VOICE_OPTION_NAMES,
    async *synthesize(text: string, options: TtsOptions, signal: AbortSignal) {
      if (closed) throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
      const { speed, pitchSemitones } = readVoiceOptions(options);
      const pitch = 2 ** (pitchSemitones / 12);
      const finish = await createFinish(gain, pitch);
      try {
        // Played faster, the voice is higher and quicker; spoken slower first, it is only higher.
        yield* finish.apply(speak(text, speed / pitch, signal), signal);
      } finally {
        finish.close();
      }
    },
    close() {
      closed ??= (async () => {
        vocoder.close();
        await net.close();
        await frontEnd.close();
      })();
      return closed;
    },
  };
}

/** What stands between the vocoder and the listener: loudness, pitch, limiter, and word marks at their new places. */
interface Finish {
  apply(speech: AsyncIterable<TtsAudio>, signal: AbortSignal): AsyncIterable<TtsAudio>;
  close(): void;
}

async function createFinish(gain: number, pitch: number): Promise<Finish> {
  // Rates in a ratio of small numbers: the resampler then needs no interpolated filter.
  const shifter: Resampler | undefined =
    pitch === 1
      ? undefined
      : await createResampler({
          fromHz: Math.round((VOICE_RATE_HZ / 100) * pitch) * 100,
          toHz: VOICE_RATE_HZ,
        });
  const ratio = shifter ? shifter.toHz / shifter.fromHz : 1;
  const limiter: Limiter = createLimiter({ sampleRateHz: VOICE_RATE_HZ });
  let given = 0;
  let pending: TtsWord[] = [];

  const portion = (samples: Float32Array): TtsAudio => {
    given += samples.length;
    const words = pending.filter((word) => word.startSample < given);
    pending = pending.filter((word) => word.startSample >= given);
    return { samples, words };
  };

  return {
    async *apply(speech, signal) {
      for await (const { samples, words } of speech) {
        for (const word of words) {
          const startSample = Math.round(word.startSample * ratio);
          pending.push({ ...word, startSample, endSample: Math.round(word.endSample * ratio) });
        }
        const louder = samples.map((sample) => sample * gain);
        const ready = limiter.process(shifter ? shifter.process(louder) : louder);
        if (ready.length > 0) yield portion(ready);
      }
      if (signal.aborted) return;
      const tail = shifter ? limiter.process(shifter.flush()) : new Float32Array(0);
      const rest = limiter.flush();
      for (const samples of [tail, rest]) if (samples.length > 0) yield portion(samples);
    },
    close: () => shifter?.close(),
  };
}
