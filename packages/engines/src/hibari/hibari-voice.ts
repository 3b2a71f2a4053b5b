import { join } from 'node:path';
import { fromDb } from '@parley/audio';
import { ParleyError } from '@parley/protocol';
import type { EngineModel, TtsAudio, TtsOptions, TtsVoice, TtsWord } from '../tts-engine.js';
import { loadAcousticNet } from './acoustic-net.js';
import { CALIBRATION_TEXT, calibrate, TARGET_LUFS } from './calibration.js';
import { createFinish } from './finish.js';
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
  const net = await loadAcousticNet(join(directory, HIBARI_FILES.net), model.executionProvider).catch(
    async (cause: unknown) => {
      await frontEnd.close();
      throw missing(model, HIBARI_FILES.net, cause);
    },
  );
  const vocoder = await createVocoder();
  const parts = { net, vocoder, vocabulary };
  let open = true;

  /** Speech at the net's own level, and the words as they come. */
  async function* speak(text: string, speed: number, signal: AbortSignal): AsyncGenerator<TtsAudio> {
    let pieceStart = 0;
    for (const piece of await frontEnd.read(text)) {
      if (signal.aborted || !open) return;
      const speech = await speakPiece(parts, piece, { speed, seed: NOISE_SEED });
      if (!speech) continue;
      let words: readonly TtsWord[] = toWordMarks(speech.words, pieceStart);
      for (let samples = speech.next(); samples; samples = speech.next()) {
        if (signal.aborted || !open) return;
        yield { samples, words };
        words = [];
      }
      pieceStart += speech.samples;
    }
  }

  const never = new AbortController().signal;
  const calibration: Float32Array[] = [];
  for await (const { samples } of speak(CALIBRATION_TEXT, 1, never)) calibration.push(samples);
  const gain = fromDb(calibrate(calibration, model.settings.targetLufs ?? TARGET_LUFS));
  let closing: Promise<void> | undefined;

  return {
    inference: net.inference,
    sampleRateHz: VOICE_RATE_HZ,
    languages: model.languages,
    options: VOICE_OPTION_NAMES,
    async *synthesize(text: string, options: TtsOptions, signal: AbortSignal) {
      if (!open) throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
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
      open = false;
      closing ??= (async () => {
        vocoder.close();
        await net.close();
        await frontEnd.close();
      })();
      return closing;
    },
  };
}
