import { fromDb } from '@parley/audio';
import type { Inference } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { speechLength } from '../external/estimated-marks.js';
import { PORTIONS_PER_SECOND, portions } from '../external/portions.js';
import { CALIBRATION_TEXT, calibrate, TARGET_LUFS } from '../hibari/calibration.js';
import { createFinish } from '../hibari/finish.js';
import type { FrontEnd } from '../hibari/front-end.js';
import type { PieceIds } from '../hibari/phoneme-ids.js';
import type { Piece } from '../hibari/pieces.js';
import { readVoiceOptions, VOICE_OPTION_NAMES } from '../hibari/voice-options.js';
import { toWordMarks } from '../hibari/word-marks.js';
import type { EngineModel, TtsAudio, TtsVoice } from '../tts-engine.js';

/** What makes the sound of a piece of text in one pass, so that the first sound waits for the first piece. */
export interface WholePieceNet {
  readonly sampleRateHz: number;
  readonly inference: Inference;
  toIds(piece: Piece): PieceIds;
  run(ids: readonly number[], speed: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Silence after a piece at speed 1, in seconds; the voice's own, which is longer, is cut. */
const PAUSE_S: Readonly<Record<Piece['end'], number>> = { sentence: 0.35, clause: 0.15, phrase: 0.03 };
/** Kept before the first sound, so that its onset is not cut. */
const LEAD_S = 0.025;

/**
 * A voice out of a text front end and a net, both of which it owns. Session options: `speed`, `pitch`. Setting:
 * `targetLufs`.
 */
export async function createWholePieceVoice(
  model: EngineModel,
  frontEnd: FrontEnd,
  net: WholePieceNet,
): Promise<TtsVoice> {
  const { sampleRateHz } = net;
  let open = true;

  /** Speech at the net's own level. */
  async function* speak(text: string, speed: number, signal: AbortSignal): AsyncGenerator<TtsAudio> {
    let start = 0;
    for (const piece of await frontEnd.read(text)) {
      if (signal.aborted || !open) return;
      const { ids, spans } = net.toIds(piece);
      if (ids.length === 0) continue;
      const made = await net.run(ids, speed);
      const { from, to } = speechBounds(made, sampleRateHz);
      const sound = new Float32Array(to - from + Math.round((PAUSE_S[piece.end] * sampleRateHz) / speed));
      sound.set(made.subarray(from, Math.min(made.length, from + sound.length)));
      // The graph keeps its durations to itself: phonemes share the sound evenly, which is right to within a word.
      const sampleOf = (id: number) => Math.round(((to - from) * id) / ids.length);
      const spoken = piece.units.map((unit, index) => {
        const span = spans[index] ?? { from: 0, to: 0 };
        return { unit, startSample: sampleOf(span.from), endSample: sampleOf(span.to) };
      });
      let words = toWordMarks(spoken, start);
      for (const samples of portions(sound, sampleRateHz / PORTIONS_PER_SECOND)) {
        if (signal.aborted || !open) return;
        yield { samples, words };
        words = [];
      }
      start += sound.length;
    }
  }

  const { targetLufs = TARGET_LUFS } = model.settings;
  const calibration: Float32Array[] = [];
  for await (const { samples } of speak(CALIBRATION_TEXT, 1, new AbortController().signal))
    calibration.push(samples);
  const gain = fromDb(calibrate(calibration, targetLufs, sampleRateHz));
  let closing: Promise<void> | undefined;

  return {
    inference: net.inference,
    sampleRateHz,
    languages: model.languages,
    options: VOICE_OPTION_NAMES,
    async *synthesize(text, options, signal) {
      if (!open) throw new ParleyError('SYNTHESIS_FAILED', `The voice ${model.id} is closed.`);
      const { speed, pitchSemitones } = readVoiceOptions(options);
      const pitch = 2 ** (pitchSemitones / 12);
      const finish = await createFinish(gain, pitch, sampleRateHz);
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

/** Where speech begins and ends; of pure silence, all of it. */
function speechBounds(samples: Float32Array, sampleRateHz: number): { from: number; to: number } {
  const to = speechLength(samples) || samples.length;
  const from = to - (speechLength(samples.slice(0, to).reverse()) || to);
  return { from: Math.max(0, from - Math.round(LEAD_S * sampleRateHz)), to };
}
