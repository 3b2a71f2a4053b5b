import type { AudioFrame, AudioSource, LocalAudioTrack } from '@livekit/rtc-node';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { Rtc } from './rtc.js';

/**
 * The agent's voice in a room. Audio waits in a short native queue that is emptied in steps of 10 ms; what has left
 * the queue will be heard, what is still in it can be taken back.
 */
export interface VoiceTrack {
  readonly track: LocalAudioTrack;
  /** 20 ms of 48 kHz mono s16le. */
  push(generation: number, samplePosition: number, pcm: Uint8Array): void;
  /** Takes back what has not left and fades out. Returns where that was, undefined when nothing was played yet. */
  clear(): PlayedPosition | undefined;
  /** How far the sound has left by now. */
  played(): PlayedPosition | undefined;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface PlayedPosition {
  readonly generation: number;
  /** 48 kHz samples of the generation. */
  readonly samplePosition: number;
}

export interface VoiceTrackOptions {
  readonly rtc: Rtc;
  readonly nowMs: () => number;
  /** Nothing could be queued for a while: nobody hears the track any more. */
  readonly onDead: (error: unknown) => void;
}

/**
 * Bound of the native queue. Playout keeps it at 60 to 80 ms; what comes in a burst after this process was starved is
 * more, and what is beyond the bound is refused.
 */
const QUEUE_MS = 400;
/** A track that refuses everything for so long is dead. */
const DEAD_AFTER_MS = 3000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
/** The native queue is emptied in steps of this. */
const STEP_SAMPLES = 10 * SAMPLES_PER_MS;
/**
 * Silence after a cut. Without it no packets would leave for a while, and the receiver would make up sound from what it
 * heard last.
 */
const SILENT_FRAMES = 5;
/** 5 ms: a cut at full level does not click, and no syllable is added. */
const FADE_SAMPLES = 5 * SAMPLES_PER_MS;

export function createVoiceTrack({ rtc, nowMs, onDead }: VoiceTrackOptions): VoiceTrack {
  const source: AudioSource = new rtc.AudioSource(SAMPLE_RATE_HZ, 1, QUEUE_MS);
  const track = rtc.LocalAudioTrack.createAudioTrack('agent-voice', source);
  /** The frames that may still be in the queue, oldest first. */
  let queued: { generation: number; samplePosition: number; samples: Int16Array }[] = [];
  /** Time at which the last queued sample leaves. */
  let emptyAtMs = 0;
  /** The silence after a cut is queued until then. */
  let silentUntilMs = 0;
  let latest: PlayedPosition | undefined;
  let refusedSinceMs: number | undefined;
  let closed = false;

  function capture(samples: Int16Array): void {
    const frame: AudioFrame = new rtc.AudioFrame(samples, SAMPLE_RATE_HZ, 1, samples.length);
    source.captureFrame(frame).then(
      () => {
        refusedSinceMs = undefined;
      },
      (thrown: unknown) => {
        refusedSinceMs ??= nowMs();
        if (!closed && nowMs() - refusedSinceMs > DEAD_AFTER_MS) onDead(thrown);
      },
    );
  }

  /** Samples that still wait, rounded up to whole steps: what is played twice is a step at most, and none is lost. */
  function waitingSamples(): number {
    const samples = Math.max(0, (emptyAtMs - nowMs()) * SAMPLES_PER_MS);
    return Math.ceil(samples / STEP_SAMPLES) * STEP_SAMPLES;
  }

  /** Forgets frames that have left. Returns how many samples of the oldest one left have gone. */
  function advance(): number {
    const total = queued.length * FRAME_SAMPLES;
    let gone = Math.max(0, total - waitingSamples());
    while (queued.length > 0 && gone >= FRAME_SAMPLES) {
      const frame = queued.shift();
      if (frame !== undefined)
        latest = { generation: frame.generation, samplePosition: frame.samplePosition + FRAME_SAMPLES };
      gone -= FRAME_SAMPLES;
    }
    const next = queued[0];
    if (next !== undefined && gone > 0)
      latest = { generation: next.generation, samplePosition: next.samplePosition + gone };
    return gone;
  }

  return {
    track,
    push(generation, samplePosition, pcm) {
      if (closed) return;
      // A copy: the native side reads the whole buffer behind a view.
      const samples = new Int16Array(FRAME_SAMPLES);
      new Uint8Array(samples.buffer).set(pcm.subarray(0, samples.byteLength));
      advance();
      if (silentUntilMs > nowMs()) source.clearQueue();
      silentUntilMs = 0;
      emptyAtMs = Math.max(emptyAtMs, nowMs()) + FRAME_SAMPLES / SAMPLES_PER_MS;
      queued.push({ generation, samplePosition, samples });
      capture(samples);
    },
    clear() {
      if (closed) return undefined;
      const gone = advance();
      const next = queued[0];
      source.clearQueue();
      if (next !== undefined) {
        if (gone === 0) latest = { generation: next.generation, samplePosition: next.samplePosition };
        capture(fadeOut(next.samples, gone));
        for (let frame = 0; frame < SILENT_FRAMES; frame += 1) capture(new Int16Array(FRAME_SAMPLES));
        silentUntilMs = nowMs() + ((SILENT_FRAMES + 1) * FRAME_SAMPLES) / SAMPLES_PER_MS;
      }
      queued = [];
      emptyAtMs = 0;
      return latest;
    },
    played() {
      advance();
      return latest;
    },
    async close() {
      if (closed) return;
      closed = true;
      queued = [];
      source.clearQueue();
      await track.close();
    },
  };
}

/** A frame that goes on from `from` and is silent after the fade. */
function fadeOut(samples: Int16Array, from: number): Int16Array {
  const faded = new Int16Array(FRAME_SAMPLES);
  const length = Math.min(FADE_SAMPLES, samples.length - from);
  for (let index = 0; index < length; index += 1) {
    const gain = 0.5 + 0.5 * Math.cos((Math.PI * (index + 0.5)) / length);
    faded[index] = Math.round((samples[from + index] ?? 0) * gain);
  }
  return faded;
}
