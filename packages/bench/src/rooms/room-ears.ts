import { AudioStream, type RemoteTrack } from '@livekit/rtc-node';
import { createTrackPlayout } from '@parley/client/node';
import { SAMPLE_RATE_HZ } from '@parley/protocol';

/** What is heard of the agent's track: by a plain subscriber, and by our client, which mutes at the server's word. */
export interface RoomEars {
  /** When the last audible sample came out of the track; undefined when none did since `forget`. */
  readonly plainMs: number | undefined;
  /** When our client sounded the last one. */
  readonly clientMs: number | undefined;
  /** A second reply has begun since `forget`; its sound is not counted. */
  readonly nextBegan: boolean;
  /** The `playback` and `reply_text` messages of the server, as our client obeys them. */
  obey(message: Readonly<Record<string, unknown>>): void;
  forget(): void;
  listenTo(track: RemoteTrack): void;
}

/** −50 dBFS: what codec and jitter buffer make of silence stays below. */
const AUDIBLE = 0.003;
/** As an AudioWorklet renders. */
const QUANTUM = 128;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

export function createRoomEars(): RoomEars {
  const playout = createTrackPlayout();
  const output = new Float32Array(QUANTUM);
  /** The frame that is being heard, from the sample at `at` on. */
  let frame = new Float32Array(0);
  let frameMs = 0;
  let at = 0;
  let plainMs: number | undefined;
  let clientMs: number | undefined;
  let reply: number | undefined;
  let nextBegan = false;

  /** Sounds the frame up to that time, as a device would. */
  function render(untilMs: number): void {
    while (at + QUANTUM <= frame.length && frameMs + at / SAMPLES_PER_MS <= untilMs) {
      const input = frame.subarray(at, at + QUANTUM);
      playout.render(input, output);
      const endMs = frameMs + (at + QUANTUM) / SAMPLES_PER_MS;
      at += QUANTUM;
      if (nextBegan) continue;
      if (input.some((sample) => Math.abs(sample) > AUDIBLE)) plainMs = endMs;
      if (output.some((sample) => Math.abs(sample) > AUDIBLE)) clientMs = endMs;
    }
  }

  async function listen(track: RemoteTrack): Promise<void> {
    const reader = new AudioStream(track, { sampleRate: SAMPLE_RATE_HZ, numChannels: 1 }).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      render(Number.POSITIVE_INFINITY);
      const rest = frame.subarray(at);
      frame = new Float32Array(rest.length + value.data.length);
      frame.set(rest);
      for (const [index, sample] of value.data.entries()) frame[rest.length + index] = sample / 32_768;
      frameMs = performance.now() - rest.length / SAMPLES_PER_MS;
      at = 0;
    }
  }

  return {
    get plainMs() {
      return plainMs;
    },
    get clientMs() {
      return clientMs;
    },
    get nextBegan() {
      return nextBegan;
    },
    obey({ type, action, generation }) {
      render(performance.now());
      if (typeof generation !== 'number') return;
      if (type === 'reply_text') {
        playout.announce(generation);
        reply ??= generation;
        nextBegan ||= generation > reply;
      }
      if (type !== 'playback') return;
      if (action === 'hold') playout.hold();
      if (action === 'resume') playout.resume();
      if (action === 'flush') playout.flush(generation);
    },
    forget() {
      reply = undefined;
      nextBegan = false;
      plainMs = undefined;
      clientMs = undefined;
    },
    listenTo: (track) => void listen(track),
  };
}
