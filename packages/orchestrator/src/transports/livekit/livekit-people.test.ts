import { requires } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestServer } from '../../testing/test-server.js';
import { Person } from './testing/person.js';
import { fetchDetails, said, settled, silence, speech, startRoomServer } from './testing/room-server.js';
import { useRooms } from './testing/rooms.js';
import { signToken } from './testing/token.js';

describe.skipIf(!requires('livekit-server', 'fixtures'))('who comes into a room, and with what', () => {
  let server: TestServer;
  // Before those of the rooms: such hooks run from the last to the first, so that everybody has left by then.
  afterEach(async () => {
    server.recognition.saying = '';
    await settled(() => server.orchestrator.host.sessionCount === 0);
  });
  const rooms = useRooms();
  beforeAll(async () => {
    server = await startRoomServer(rooms.livekit);
  });
  afterAll(() => server.orchestrator.close());

  function token(room: string, identity: string, secret = rooms.livekit.apiSecret, expiresInS = 600) {
    const { livekit } = rooms;
    return {
      serverUrl: livekit.url,
      participantToken: signToken({ key: livekit.apiKey, secret, identity, room, expiresInS }),
    };
  }

  test('of two people in a room the first is served, and the second when the first has left', async () => {
    const details = await fetchDetails(server.url);
    const first = await rooms.join(details);
    await first.until(() => first.of('session_start').length === 1, 'the session');
    const second = await rooms.join(token(details.roomName, 'somebody-else'));
    await second.type('do not answer this');
    await first.type('answer this');
    await first.until(() => said(first, 'You said: answer this'), 'the answer');
    expect(said(first, 'do not')).toBe(false);
    expect(second.messages).toEqual([]);
    expect(server.orchestrator.host.sessionCount).toBe(1);
    await first.room.disconnect();
    await second.until(() => second.of('session_start').length === 1, 'a session of their own', 30_000);
    expect(second.of('session_start')[0]).not.toHaveProperty('resumed');
    await second.type('now me');
    await second.until(() => said(second, 'You said: now me'), 'the answer to the second');
  }, 90_000);

  test('the greeting waits for who will say that they hear the track, and does not once they have', async () => {
    const person = await rooms.join(await fetchDetails(server.url, true));
    await person.until(() => person.heard.length > 0, 'the track');
    // Three times as long as others are given.
    await silence(1500);
    expect(person.messages).toEqual([]);
    await person.type('{"type":"hearing"}');
    await person.until(() => said(person, 'Hello, this is the greeting.'), 'the greeting', 5000);
    expect(person.of('error')).toEqual([]);
  });

  test('tokens that are forged or have expired open nothing, and one of a foreign room gets no agent', async () => {
    const room = 'tts-session-guessed';
    await expect(Person.join(token(room, 'forger', 'x'.repeat(40)))).rejects.toThrow();
    await expect(Person.join(token(room, 'late', rooms.livekit.apiSecret, -3600))).rejects.toThrow();
    const stranger = await rooms.join(token('somebody-elses-room', 'stranger'));
    // Rooms are looked for several times in this.
    await silence(2500);
    expect(stranger.messages).toEqual([]);
    expect(stranger.room.remoteParticipants.size).toBe(0);
  }, 60_000);

  test('a microphone of 44.1 kHz stereo is heard', async () => {
    const person = await rooms.join(await fetchDetails(server.url), { sampleRateHz: 44_100, channels: 2 });
    await person.until(() => person.of('session_end').length === 1, 'the end of the greeting');
    server.recognition.saying = 'what is the weather like';
    await person.say(await speech('ask-weather', 44_100));
    await person.say(new Int16Array(44_100 * 1.5));
    await person.until(() => said(person, 'You said: what is the weather like'), 'the answer');
  }, 60_000);
});
