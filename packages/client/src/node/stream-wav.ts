import type { ParleyClient } from '../client.js';

export interface PcmClip {
  /** Mono. */
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

export interface StreamWavOptions {
  /** Default 20. */
  readonly chunkMs?: number;
  /** Silence sent after the clip, so that the end of the turn is heard. Default 0. */
  readonly trailingSilenceMs?: number;
  readonly signal?: AbortSignal;
  /** Monotonic. Default `performance.now`. */
  readonly nowMs?: () => number;
}

/** Sends a clip as a microphone would: chunk by chunk, each when its last sample would have been recorded. */
export async function streamWavRealTime(
  client: ParleyClient,
  clip: PcmClip,
  options: StreamWavOptions = {},
): Promise<void> {
  const { chunkMs = 20, trailingSilenceMs = 0, nowMs = () => performance.now() } = options;
  const chunkSamples = Math.round((clip.sampleRateHz * chunkMs) / 1000);
  const total = clip.samples.length + Math.round((clip.sampleRateHz * trailingSilenceMs) / 1000);
  const startedAtMs = nowMs();
  for (let sent = 0; sent < total; sent += chunkSamples) {
    const dueAtMs = startedAtMs + ((sent + chunkSamples) * 1000) / clip.sampleRateHz;
    await wait(dueAtMs - nowMs(), options.signal);
    if (options.signal?.aborted === true) return;
    const chunk = new Int16Array(chunkSamples);
    chunk.set(clip.samples.subarray(sent, sent + chunkSamples));
    client.sendAudio(chunk, clip.sampleRateHz);
  }
}

function wait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, durationMs));
    signal?.addEventListener('abort', done);
  });
}
