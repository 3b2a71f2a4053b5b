import { AudioFrame, AudioSource, LocalAudioTrack } from '@livekit/rtc-node';
import { SAMPLE_RATE_HZ } from '@parley/protocol';

/** A microphone whose track is a room's: silence and clips at real-time pace. */
export interface RoomMicrophone {
  readonly track: LocalAudioTrack;
  /** Says a 48 kHz clip. Resolves when its last sample was handed over, with the time at which `sample` was. */
  say(clip: Int16Array, sample: number): Promise<number>;
  close(): Promise<void>;
}

const STEP_MS = 10;
const STEP_SAMPLES = (SAMPLE_RATE_HZ * STEP_MS) / 1000;
/** A late timer sends what is due at once, but never more than this. */
const MAX_LATE_MS = 200;

/** Frames of 10 ms go straight to the encoder: what is measured holds no queue of this side. */
export function openRoomMicrophone(): RoomMicrophone {
  const source = new AudioSource(SAMPLE_RATE_HZ, 1, 0);
  const track = LocalAudioTrack.createAudioTrack('microphone', source);
  let saying:
    | { clip: Int16Array; at: number; sample: number; atMs: number; done: (atMs: number) => void }
    | undefined;
  let closed = false;
  let dueMs = performance.now();
  let timer = setTimeout(step, STEP_MS);

  function next(nowMs: number): Int16Array {
    const samples = new Int16Array(STEP_SAMPLES);
    if (saying === undefined) return samples;
    samples.set(saying.clip.subarray(saying.at, saying.at + STEP_SAMPLES));
    if (saying.sample >= saying.at && saying.sample < saying.at + STEP_SAMPLES) saying.atMs = nowMs;
    saying.at += STEP_SAMPLES;
    if (saying.at >= saying.clip.length) {
      saying.done(saying.atMs);
      saying = undefined;
    }
    return samples;
  }

  function step(): void {
    const nowMs = performance.now();
    dueMs = Math.max(dueMs, nowMs - MAX_LATE_MS);
    for (; dueMs <= nowMs; dueMs += STEP_MS) {
      source
        .captureFrame(new AudioFrame(next(nowMs), SAMPLE_RATE_HZ, 1, STEP_SAMPLES))
        .catch((thrown: unknown) => {
          if (!closed) throw thrown;
        });
    }
    timer = setTimeout(step, Math.max(0, dueMs - performance.now()));
  }

  return {
    track,
    say: (clip, sample) =>
      new Promise((done) => {
        saying = { clip, at: 0, sample, atMs: performance.now(), done };
      }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await track.close();
    },
  };
}
