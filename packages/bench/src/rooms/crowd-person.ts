import { setTimeout as delay } from 'node:timers/promises';
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { onlyRoomEvents } from '@parley/orchestrator/only-room-events';
import { FRAME_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import { readGrid } from '../load/frame-grid.js';
import type { Entry, Reading } from './crowd-messages.js';
import { fetchRoomDetails } from './room-server.js';
import { AUDIBLE, brokenFrames } from './steady-tone.js';

/** Somebody in a room who costs little: what they hear is counted, not kept. */
export interface CrowdPerson {
  readonly entry: Entry;
  /** Level of the last frame, 0 to 1. */
  readonly level: number;
  speakTo(text: string): Promise<void>;
  /** Hands over the next piece of what this person says. */
  say(samples: Int16Array): void;
  startReading(): void;
  reading(): Reading;
  close(): Promise<void>;
}

const TOPIC = 'parley';
/** From asking for a room. */
const GREETING_TIMEOUT_MS = 20_000;
/** More than it takes to say. */
const GREETING_LIMIT_MS = 5000;

/** Resolves when the greeting was heard. Rejects when it was not: with `RoomRefused` for who was told so. */
export async function enterCrowd(httpUrl: string): Promise<CrowdPerson> {
  const askedMs = performance.now();
  const details = await fetchRoomDetails(httpUrl, true);
  const room = new Room();
  onlyRoomEvents(room);
  const source = new AudioSource(SAMPLE_RATE_HZ, 1, 400);
  let level = 0;
  let arrivals: { atMs: number; level: number }[] = [];
  let sessionMs: number | undefined;
  let onGreeting: (atMs: number) => void = () => undefined;
  const greeted = new Promise<number>((resolve, reject) => {
    onGreeting = resolve;
    const leftMs = askedMs + GREETING_TIMEOUT_MS - performance.now();
    setTimeout(() => reject(new Error('no greeting was heard')), leftMs).unref();
  });

  // It may be given up before anybody waits for it.
  greeted.catch(() => undefined);

  async function tell(message: object): Promise<void> {
    const payload = Buffer.from(JSON.stringify(message));
    await room.localParticipant?.publishData(payload, { reliable: true, topic: TOPIC });
  }

  async function listen(track: RemoteTrack): Promise<void> {
    const stream = new AudioStream(track, {
      sampleRate: SAMPLE_RATE_HZ,
      numChannels: 1,
      frameSizeMs: FRAME_MS,
    });
    const reader = stream.getReader();
    let hearing = false;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A room that closed meanwhile hears nothing, and its greeting is missed below.
      if (!hearing) tell({ type: 'hearing' }).catch(() => undefined);
      hearing = true;
      const atMs = performance.now();
      level = rms(value.data);
      if (level > AUDIBLE) onGreeting(atMs);
      arrivals.push({ atMs, level });
      if (arrivals.length > 10_000) arrivals = [];
    }
  }

  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) void listen(track);
  });
  room.on(RoomEvent.DataReceived, (payload) => {
    const text = Buffer.from(payload).toString('utf8');
    if (text.includes('"session_start"')) sessionMs ??= performance.now();
  });
  await room.connect(details.serverUrl, details.participantToken, { autoSubscribe: true, dynacast: false });
  await room.localParticipant?.publishTrack(
    LocalAudioTrack.createAudioTrack('microphone', source),
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false }),
  );
  const greetingMs = await greeted.catch(async (thrown: unknown) => {
    await room.disconnect();
    throw thrown;
  });

  // What is said over the greeting would interrupt it, and with it the text that waits behind it.
  for (const endMs = greetingMs + GREETING_LIMIT_MS; level > AUDIBLE && performance.now() < endMs; )
    await delay(50);

  return {
    entry: { sessionMs: (sessionMs ?? greetingMs) - askedMs, greetingMs: greetingMs - askedMs },
    get level() {
      return level;
    },
    speakTo: (text) => tell({ type: 'text', text, respond: false, interruptible: false }),
    say(samples) {
      // A full queue or a closed room shows in what is heard, not here.
      source.captureFrame(new AudioFrame(samples, SAMPLE_RATE_HZ, 1, samples.length)).catch(() => undefined);
    },
    startReading() {
      arrivals = [];
    },
    reading() {
      const frames = arrivals.map(({ atMs }, sequence) => ({ atMs, sequence, generation: 0 }));
      return {
        deviationsMs: readGrid(frames, 0).deviationsMs,
        broken: brokenFrames(arrivals.map((arrival) => arrival.level)),
        frames: arrivals.length,
      };
    },
    close: () => room.disconnect(),
  };
}

function rms(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length)) / 32_768;
}
