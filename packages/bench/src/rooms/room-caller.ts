import { Room, RoomEvent, TrackKind, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { createRoomEars, type RoomEars } from './room-ears.js';
import { openRoomMicrophone, type RoomMicrophone } from './room-microphone.js';
import type { RoomDetails } from './room-server.js';

export interface RoomMessage extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

/** A person in a room, on the clock of this process. Owns room and microphone. */
export interface RoomCaller {
  readonly microphone: RoomMicrophone;
  readonly ears: RoomEars;
  /** What the server said, oldest first. */
  readonly messages: readonly { readonly atMs: number; readonly message: RoomMessage }[];
  send(message: RoomMessage): Promise<void>;
  /** Resolves once the test holds. Rejects after the timeout, with what was waited for. */
  until(test: () => boolean, what: string, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** The topic of the server's messages. */
const TOPIC = 'parley';

/** Enters a room; resolves when the session has begun. */
export async function enterRoom(details: RoomDetails): Promise<RoomCaller> {
  const room = new Room();
  const ears = createRoomEars();
  const messages: { atMs: number; message: RoomMessage }[] = [];
  const microphone = openRoomMicrophone();
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) ears.listenTo(track);
  });
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
    if (topic !== TOPIC) return;
    const message = JSON.parse(Buffer.from(payload).toString('utf8')) as RoomMessage;
    messages.push({ atMs: performance.now(), message });
    ears.obey(message);
  });
  await room.connect(details.serverUrl, details.participantToken, { autoSubscribe: true, dynacast: false });
  await room.localParticipant?.publishTrack(
    microphone.track,
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false }),
  );

  async function until(test: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!test()) {
      if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  await until(() => messages.some(({ message }) => message.type === 'session_start'), 'the session');
  return {
    microphone,
    ears,
    messages,
    async send(message) {
      await room.localParticipant?.publishData(Buffer.from(JSON.stringify(message)), {
        reliable: true,
        topic: TOPIC,
      });
    },
    until,
    async close() {
      await room.disconnect();
      await microphone.close();
    },
  };
}
