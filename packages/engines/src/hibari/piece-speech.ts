import type { AcousticNet } from './acoustic-net.js';
import { HOP_SAMPLES, VOICE_RATE_HZ } from './frame-size.js';
import { toPhonemeIds } from './phoneme-ids.js';
import type { Piece, PieceEnd } from './pieces.js';
import { findSpeech } from './speech-bounds.js';
import type { Vocoder } from './vocoder.js';
import type { WordSpan } from './word-marks.js';

/** A piece whose net has run: its words, and its sound in portions. */
export interface PieceSpeech {
  readonly words: readonly WordSpan[];
  /** Samples in all, the pause after the piece included. */
  readonly samples: number;
  /** The next portion, or undefined when all is spoken. */
  next(): Float32Array | undefined;
}

export interface PieceSettings {
  readonly speed: number;
  readonly seed: number;
}

/** Frames kept before the first sound, so that its onset is not cut. */
const LEAD_FRAMES = 2;
/**
 * Silence after a piece at speed 1. What the voice itself leaves after a sentence is 0.3 s, and as much again
 * before the next, which is cut away here.
 */
const PAUSE_FRAMES: Readonly<Record<PieceEnd, number>> = { sentence: 28, clause: 12, phrase: 2 };
/** Frames (12.5 ms) in a portion: the first as small as a 20 ms frame of the wire needs. */
const FIRST_PORTION_FRAMES = 4;
const PORTION_FRAMES = 8;

/** Runs the net on a piece. Undefined when the piece has no sound. */
export async function speakPiece(
  parts: {
    readonly net: AcousticNet;
    readonly vocoder: Vocoder;
    readonly vocabulary: ReadonlyMap<string, number>;
  },
  piece: Piece,
  settings: PieceSettings,
): Promise<PieceSpeech | undefined> {
  const { ids, spans } = toPhonemeIds(piece, parts.vocabulary);
  if (ids.length === 0) return undefined;
  const { spectra, endFrames } = await parts.net.run(ids, settings.speed);
  const speech = findSpeech(spectra);
  const from = Math.max(0, speech.from - LEAD_FRAMES);
  const end = speech.to + Math.round(PAUSE_FRAMES[piece.end] / settings.speed);
  const to = Math.min(end, spectra.frames);
  const run = parts.vocoder.start(spectra, from, to, settings.seed);
  const total = (end - from) * HOP_SAMPLES;
  let spoken = 0;

  // endFrames[0] is the end of the leading pad, so endFrames[i] is where id i begins. The last sound of a piece
  // reaches, for the net, into the silence behind it; for a listener it ends where it is no longer heard.
  const lastSample = (Math.min(speech.to, end) - from) * HOP_SAMPLES;
  const sampleOf = (id: number): number =>
    Math.min(Math.max(0, (endFrames[id] ?? end) - from) * HOP_SAMPLES, lastSample);
  const words = piece.units.map((unit, i) => {
    const span = spans[i] ?? { from: 0, to: 0 };
    return { unit, startSample: sampleOf(span.from), endSample: sampleOf(span.to) };
  });

  return {
    words,
    samples: total,
    next() {
      if (spoken >= total) return undefined;
      const portion = run.done
        ? new Float32Array(Math.min(total - spoken, VOICE_RATE_HZ / 10))
        : run.next(spoken === 0 ? FIRST_PORTION_FRAMES : PORTION_FRAMES).subarray(0, total - spoken);
      spoken += portion.length;
      return portion;
    },
  };
}
