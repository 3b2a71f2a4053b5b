import { createLimiter, createResampler, type Limiter, type Resampler } from '@parley/audio';
import type { TtsAudio, TtsWord } from '../tts-engine.js';
import { VOICE_RATE_HZ } from './frame-size.js';

/** What stands between the vocoder and the listener: loudness, pitch, limiter, and word marks at their new places. */
export interface Finish {
  apply(speech: AsyncIterable<TtsAudio>, signal: AbortSignal): AsyncIterable<TtsAudio>;
  close(): void;
}

export async function createFinish(gain: number, pitch: number, rateHz = VOICE_RATE_HZ): Promise<Finish> {
  // Rates in a ratio of small numbers: the resampler then needs no interpolated filter.
  const shifter: Resampler | undefined =
    pitch === 1
      ? undefined
      : await createResampler({
          fromHz: Math.round((rateHz / 100) * pitch) * 100,
          toHz: rateHz,
        });
  const ratio = shifter ? shifter.toHz / shifter.fromHz : 1;
  const limiter: Limiter = createLimiter({ sampleRateHz: rateHz });
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
