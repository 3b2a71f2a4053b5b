import { Room, RoomEvent, TrackKind, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { createRoomEars, type RoomEars } from '../rooms/room-ears.js';
import { openRoomMicrophone, type RoomMicrophone } from '../rooms/room-microphone.js';
import type { RoomDetails } from '../rooms/room-server.js';

/** A person in a room of any server: the same microphone and the same ears for all sides. Owns room and microphone. */
export interface RoomPerson {
  readonly microphone: RoomMicrophone;
  readonly ears: RoomEars;
  send(topic: string, message: object): Promise<void>;
  close(): Promise<void>;
}

/** Enters a room; `onData` sees what servers send beside the sound. */
export async function enterAsPerson(
  details: RoomDetails,
  onData: (topic: string | undefined, payload: Uint8Array) => void = () => {},
): Promise<RoomPerson> {
  const room = new Room();
  const ears = createRoomEars();
  const microphone = openRoomMicrophone();
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) ears.listenTo(track);
  });
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => onData(topic, payload));
  // The framework also writes what it says, and what it does: not looked at here.
  room.registerTextStreamHandler('lk.transcription', () => {});
  room.registerByteStreamHandler('lk.agent.session', () => {});
  await room.connect(details.serverUrl, details.participantToken, { autoSubscribe: true, dynacast: false });
  await room.localParticipant?.publishTrack(
    microphone.track,
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false }),
  );
  return {
    microphone,
    ears,
    async send(topic, message) {
      await room.localParticipant?.publishData(Buffer.from(JSON.stringify(message)), {
        reliable: true,
        topic,
      });
    },
    async close() {
      await room.disconnect();
      await microphone.close();
    },
  };
}
