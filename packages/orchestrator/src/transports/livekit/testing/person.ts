import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { MESSAGE_TOPIC } from '../agent-messages.js';

type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

const FRAME = 480;

/** What a person's microphone gives; browsers may not give what was asked for. */
export interface MicrophoneFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

const USUAL: MicrophoneFormat = { sampleRateHz: SAMPLE_RATE_HZ, channels: 1 };

/** A person in a room: a microphone, ears that keep what they hear, and the data channel. */
export class Person {
  readonly room = new Room();
  readonly messages: Message[] = [];
  /** 10 ms frames of the agent's track as they came. */
  readonly heard: { readonly atMs: number; readonly samples: Int16Array }[] = [];
  readonly #format: MicrophoneFormat;
  readonly #source: AudioSource;
  readonly #waiting = new Set<() => void>();
  agentLeft = false;
  /** Sends `hearing` with the first frame, as our client does. */
  readonly tellsHearing: boolean;

  constructor(format: MicrophoneFormat, tellsHearing: boolean) {
    this.tellsHearing = tellsHearing;
    this.#format = format;
    this.#source = new AudioSource(format.sampleRateHz, format.channels, 100);
  }

  static async join(
    details: { serverUrl: string; participantToken: string },
    format = USUAL,
    tellsHearing = false,
  ): Promise<Person> {
    const person = new Person(format, tellsHearing);
    const { room } = person;
    room.on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind !== TrackKind.KIND_AUDIO) return;
      void person.#listen(new AudioStream(track, { sampleRate: SAMPLE_RATE_HZ, numChannels: 1 }));
    });
    room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
      // What other people type is none of the agent's.
      if (topic !== MESSAGE_TOPIC) return;
      person.messages.push(JSON.parse(Buffer.from(payload).toString()) as Message);
      person.#changed();
    });
    room.on(RoomEvent.ParticipantDisconnected, () => {
      person.agentLeft = true;
      person.#changed();
    });
    await room.connect(details.serverUrl, details.participantToken, { autoSubscribe: true, dynacast: false });
    const track = LocalAudioTrack.createAudioTrack('microphone', person.#source);
    await room.localParticipant?.publishTrack(
      track,
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
    );
    return person;
  }

  async type(text: string): Promise<void> {
    await this.room.localParticipant?.publishData(Buffer.from(text), { reliable: true });
  }

  /** Speaks mono samples, at the rate of the microphone, at real-time pace; `onSent` learns when the sample at `markAt` was handed over. */
  async say(samples: Int16Array, onSent?: (sample: number, atMs: number) => void): Promise<void> {
    const { sampleRateHz, channels } = this.#format;
    const frame = sampleRateHz / 100;
    for (let at = 0; at + frame <= samples.length; at += frame) {
      while (this.#source.queuedDuration > 20) await sleep(2);
      onSent?.(at, performance.now());
      const all = Int16Array.from(
        { length: frame * channels },
        (_, index) => samples[at + Math.floor(index / channels)] ?? 0,
      );
      await this.#source.captureFrame(new AudioFrame(all, sampleRateHz, channels, frame));
    }
  }

  of(type: string): Message[] {
    return this.messages.filter((message) => message.type === type);
  }

  /** All that was heard since `fromMs`, joined. */
  audio(fromMs = 0): Int16Array {
    const frames = this.heard.filter(({ atMs }) => atMs >= fromMs);
    const joined = new Int16Array(frames.length * FRAME);
    for (const [index, { samples }] of frames.entries()) joined.set(samples, index * FRAME);
    return joined;
  }

  /** Time of the last frame above a level, undefined when there was none. */
  lastLoudMs(level = 300): number | undefined {
    for (let index = this.heard.length - 1; index >= 0; index -= 1) {
      const frame = this.heard[index];
      if (frame !== undefined && rms(frame.samples) > level) return frame.atMs;
    }
    return undefined;
  }

  /** Resolves when `condition` holds; it is asked after everything that comes. */
  async until(condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiting.delete(check);
        const last = this.messages.slice(-8).map((message) => JSON.stringify(message));
        reject(new Error(`waited in vain for ${what}; last messages: ${last.join(' ')}`));
      }, timeoutMs);
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(timeout);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
    await this.#source.close();
  }

  async #listen(stream: AudioStream): Promise<void> {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (this.tellsHearing && this.heard.length === 0) this.#tellHearing();
      this.heard.push({ atMs: performance.now(), samples: value.data });
      this.#changed();
    }
  }

  #tellHearing(): void {
    // Who has left need not be greeted.
    this.type(JSON.stringify({ type: 'hearing' })).catch(() => undefined);
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }
}

export function rms(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
