import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromDb } from '@parley/audio';
import { ParleyError } from '@parley/protocol';
import { speechLength } from '../external/estimated-marks.js';
import { PORTIONS_PER_SECOND, portions } from '../external/portions.js';
import { CALIBRATION_TEXT, calibrate, TARGET_LUFS } from '../hibari/calibration.js';
import { createFinish } from '../hibari/finish.js';
import { VOICE_RATE_HZ } from '../hibari/frame-size.js';
import { loadFrontEnd } from '../hibari/front-end.js';
import { toPhonemeIds } from '../hibari/phoneme-ids.js';
import type { Piece } from '../hibari/pieces.js';
import { HIBARI_FILES, missing, readModelJson, voiceDirectory } from '../hibari/voice-files.js';
import { readVoiceOptions, VOICE_OPTION_NAMES } from '../hibari/voice-options.js';
import { toWordMarks } from '../hibari/word-marks.js';
import type { EngineModel, TtsAudio, TtsEngine, TtsVoice } from '../tts-engine.js';
import { loadKokoroNet } from './kokoro-net.js';
import { parseStyles } from './style.js';

/** Files beside those of the text front end, which it shares with hibari. */
export const KOKORO_FILES = { net: 'kokoro.onnx' } as const;

const DEFAULT_SPEAKER = 'af_heart';
/** Silence after a piece at speed 1, in seconds; the voice's own, which is longer, is cut. */
const PAUSE_S: Readonly<Record<Piece['end'], number>> = { sentence: 0.35, clause: 0.15, phrase: 0.03 };

/**
 * Kokoro-82M (Apache-2.0): a better voice than hibari, for a GPU. Session options: `speed`, `pitch`. Settings:
 * `speaker` (default `af_heart`; the file `{speaker}.bin` in the model's folder), `targetLufs`. A piece of text is one
 * pass of the net, so the first sound waits for the first piece.
 */
export function createKokoroEngine(): TtsEngine {
  return { family: 'kokoro', loadVoice };
}

async function loadVoice(model: EngineModel): Promise<TtsVoice> {
  const directory = voiceDirectory(model);
  const { speaker = DEFAULT_SPEAKER, targetLufs = TARGET_LUFS } = model.settings;
  const vocabulary = new Map(
    Object.entries(await readModelJson<Record<string, number>>(model, HIBARI_FILES.vocabulary)),
  );
  const speakerFile = `${String(speaker)}.bin`;
  const styles = parseStyles(
    await readFile(join(directory, speakerFile)).catch((cause: unknown) => {
      throw missing(model, speakerFile, cause);
    }),
  );
  const frontEnd = await loadFrontEnd(model);
  const net = await loadKokoroNet(join(directory, KOKORO_FILES.net), model.executionProvider).catch(
    async (cause: unknown) => {
      await frontEnd.close();
      throw missing(model, KOKORO_FILES.net, cause);
    },
  );
  let open = true;

  /** Speech at the net's own level. */
  async function* speak(text: string, speed: number, signal: AbortSignal): AsyncGenerator<TtsAudio> {
    let start = 0;
    for (const piece of await frontEnd.read(text)) {
      if (signal.aborted || !open) return;
      const { ids, spans } = toPhonemeIds(piece, vocabulary);
      if (ids.length === 0) continue;
      const made = await net.run(ids, styles.forLength(ids.length), speed);
      const { from, to } = speechBounds(made);
      const sound = new Float32Array(to - from + Math.round((PAUSE_S[piece.end] * VOICE_RATE_HZ) / speed));
      sound.set(made.subarray(from, Math.min(made.length, from + sound.length)));
      // The graph keeps its durations to itself: phonemes share the sound evenly, which is right to within a word.
      const sampleOf = (id: number) => Math.round(((to - from) * id) / ids.length);
      const spoken = piece.units.map((unit, index) => {
        const span = spans[index] ?? { from: 0, to: 0 };
        return { unit, startSample: sampleOf(span.from), endSample: sampleOf(span.to) };
      });
      let words = toWordMarks(spoken, start);
      for (const samples of portions(sound, VOICE_RATE_HZ / PORTIONS_PER_SECOND)) {
        if (signal.aborted || !open) return;
        yield { samples, words };
        words = [];
      }
      start += sound.length;
    }
  }

  const calibration: Float32Array[] = [];
  for await (const { samples } of speak(CALIBRATION_TEXT, 1, new AbortController().signal))
    calibration.push(samples);
  const gain = fromDb(calibrate(calibration, Number(targetLufs)));
  let closing: Promise<void> | undefined;

  return {
    inference: net.inference,
    sampleRateHz: VOICE_RATE_HZ,
    languages: model.languages,
    options: VOICE_OPTION_NAMES,
    async *synthesize(text, options, signal) {
      if (!open) throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
      const { speed, pitchSemitones } = readVoiceOptions(options);
      const pitch = 2 ** (pitchSemitones / 12);
      const finish = await createFinish(gain, pitch);
      try {
        yield* finish.apply(speak(text, speed / pitch, signal), signal);
      } finally {
        finish.close();
      }
    },
    close() {
      open = false;
      closing ??= Promise.all([net.close(), frontEnd.close()]).then(() => undefined);
      return closing;
    },
  };
}

/** Kept before the first sound, so that its onset is not cut. */
const LEAD_SAMPLES = VOICE_RATE_HZ / 40;

/** Where speech begins and ends; of pure silence, all of it. */
function speechBounds(samples: Float32Array): { from: number; to: number } {
  const to = speechLength(samples) || samples.length;
  const from = to - (speechLength(samples.slice(0, to).reverse()) || to);
  return { from: Math.max(0, from - LEAD_SAMPLES), to };
}
