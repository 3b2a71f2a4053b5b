import { createResampler } from '@parley/audio';
import type { TtsAudio } from '@parley/engines';
import { FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';
import { limitPeak } from './limit-peak.js';
import type { LaneWord } from './tts-messages.js';

/**
 * Turns what a voice makes into whole frames of 48 kHz s16le, and its word times into sample positions of the
 * generation. State runs on across pieces of text, so nothing is lost or doubled at their joints.
 */
export interface FrameCutter {
  /** A new piece of text begins: the word offsets that follow belong to it. */
  beginText(sequence: number): void;
  push(audio: TtsAudio): CutFrames;
  /** The rest, filled up with silence to a whole frame. */
  finish(): CutFrames;
  close(): void;
}

export interface CutFrames {
  /** Whole frames, one after the other. */
  readonly pcm: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  /** Words that became known; their frame may come later. */
  readonly words: readonly LaneWord[];
}

export async function createFrameCutter(voiceRateHz: number): Promise<FrameCutter> {
  const resampler = await createResampler({ fromHz: voiceRateHz, toHz: SAMPLE_RATE_HZ });
  const pending = new Int16Array(FRAME_SAMPLES);
  let pendingSamples = 0;
  let textSequence = 0;
  /** Samples of the voice before the present piece of text, and in all. */
  let textStartSample = 0;
  let takenSamples = 0;

  /** Cuts what is pending and `samples` into frames; keeps the rest, or with `last` pads it. */
  function cut(samples: Float32Array, words: readonly LaneWord[], last: boolean): CutFrames {
    const total = pendingSamples + samples.length;
    const frames = last ? Math.ceil(total / FRAME_SAMPLES) : Math.floor(total / FRAME_SAMPLES);
    const pcm = new Uint8Array(frames * FRAME_BYTES);
    const out = new Int16Array(pcm.buffer);
    const whole = frames * FRAME_SAMPLES;
    out.set(pending.subarray(0, Math.min(pendingSamples, whole)));
    const take = Math.max(0, Math.min(samples.length, whole - pendingSamples));
    if (frames > 0) {
      for (let i = 0; i < take; i++) out[pendingSamples + i] = limitPeak(samples[i] ?? 0);
      pendingSamples = 0;
    }
    for (let i = frames > 0 ? take : 0; i < samples.length; i++) {
      pending[pendingSamples++] = limitPeak(samples[i] ?? 0);
    }
    return { pcm, frames, words };
  }

  const positionOf = (sample: number) =>
    Math.round(((textStartSample + sample) * SAMPLE_RATE_HZ) / voiceRateHz);

  return {
    beginText(sequence) {
      textSequence = sequence;
      textStartSample = takenSamples;
    },
    push(audio) {
      const words = audio.words.map(
        (word): LaneWord => ({
          text_sequence_number: textSequence,
          text_offset: word.textOffset,
          text_length: word.textLength,
          start_sample: positionOf(word.startSample),
          end_sample: positionOf(word.endSample),
        }),
      );
      takenSamples += audio.samples.length;
      return cut(resampler.process(audio.samples), words, false);
    },
    finish: () => cut(resampler.flush(), [], true),
    close: () => resampler.close(),
  };
}
