import type { AudioListener, Microphone } from '../microphone.js';

export interface VirtualMicrophoneOptions {
  /** Default 16000. */
  readonly sampleRateHz?: number;
  /** Default 20 ms. */
  readonly chunkMs?: number;
  /** Monotonic. Default `performance.now`. */
  readonly nowMs?: () => number;
  /** Each chunk that holds samples of a clip, before it is sent. */
  readonly onChunk?: (chunk: SpokenChunk) => void;
}

/** Samples of a clip at the moment they leave. */
export interface SpokenChunk {
  /** In the clip, of the first sample. */
  readonly clipSample: number;
  readonly samples: number;
  readonly atMs: number;
}

export interface VirtualMicrophone extends Microphone {
  /** Says a clip (mono s16 at the microphone's rate), after those before it; resolves once its last sample left. */
  say(clip: Int16Array): Promise<void>;
  /** Time of the next chunk, on the clock of `nowMs`. */
  readonly sampleRateHz: number;
}

/** A late timer sends what is due at once, but never more than this: a machine that slept does not flood. */
const MAX_CATCH_UP_CHUNKS = 50;

/** A microphone without a sound card: clips when asked, silence else, at the pace of a monotonic clock. */
export function createVirtualMicrophone(options: VirtualMicrophoneOptions = {}): VirtualMicrophone {
  const { sampleRateHz = 16_000, chunkMs = 20, nowMs = () => performance.now() } = options;
  const chunkSamples = Math.round((sampleRateHz * chunkMs) / 1000);
  const queue: { clip: Int16Array; offset: number; done: () => void }[] = [];
  let listener: AudioListener | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAtMs = 0;

  function fill(chunk: Int16Array, atMs: number): void {
    let written = 0;
    while (written < chunk.length) {
      const next = queue[0];
      if (next === undefined) return;
      const samples = Math.min(chunk.length - written, next.clip.length - next.offset);
      if (samples > 0) options.onChunk?.({ clipSample: next.offset, samples, atMs });
      chunk.set(next.clip.subarray(next.offset, next.offset + samples), written);
      written += samples;
      next.offset += samples;
      if (next.offset < next.clip.length) continue;
      queue.shift();
      next.done();
    }
  }

  function send(): void {
    const now = nowMs();
    dueAtMs = Math.max(dueAtMs, now - MAX_CATCH_UP_CHUNKS * chunkMs);
    while (dueAtMs <= now) {
      const chunk = new Int16Array(chunkSamples);
      fill(chunk, now);
      listener?.(microphone.muted ? chunk.fill(0) : chunk, sampleRateHz);
      dueAtMs += chunkMs;
    }
    timer = setTimeout(send, Math.max(0, dueAtMs - nowMs()));
  }

  const microphone: VirtualMicrophone = {
    sampleRateHz,
    muted: false,
    async start(newListener) {
      listener = newListener;
      if (timer !== undefined) return;
      dueAtMs = nowMs() + chunkMs;
      timer = setTimeout(send, chunkMs);
    },
    say: (clip) =>
      new Promise((done) => {
        queue.push({ clip, offset: 0, done });
      }),
    async close() {
      clearTimeout(timer);
      timer = undefined;
      for (const { done } of queue.splice(0)) done();
    },
  };
  return microphone;
}
