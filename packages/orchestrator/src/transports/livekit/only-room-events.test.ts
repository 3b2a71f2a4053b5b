import { Room as LiveKitRoom, type Room } from '@livekit/rtc-node';
import { expect, test } from 'vitest';
import { onlyRoomEvents } from './only-room-events.js';

test('a room is shown the events of rooms, not every frame of the process', () => {
  const seen: (string | undefined)[] = [];
  const room = { onFfiEvent: ({ message }: { message: { case: string } }) => seen.push(message.case) };
  onlyRoomEvents(room as unknown as Room);
  for (const kind of ['audioStreamEvent', 'captureAudioFrame', 'roomEvent', 'rpcMethodInvocation'])
    room.onFfiEvent({ message: { case: kind } });
  expect(seen).toEqual(['roomEvent', 'rpcMethodInvocation']);
});

test('the library still takes its events by the name that is replaced', () => {
  expect(new LiveKitRoom()).toHaveProperty('onFfiEvent');
});
