import { requires } from '@parley/testkit';
import { describe, expect, test } from 'vitest';
import { TestClient } from '../../testing/test-client.js';
import { startTestServer, type TestServer } from '../../testing/test-server.js';
import { rms } from './testing/person.js';
import {
  type Details,
  fetchDetails,
  said,
  settled,
  silence,
  startRoomServer,
} from './testing/room-server.js';
import { useRooms } from './testing/rooms.js';
import { signToken } from './testing/token.js';

const LONG = 'This is a reply that goes on for quite a while, so that there is time to break things.';

describe.skipIf(!requires('livekit-server'))('rooms when things break', () => {
  const rooms = useRooms();

  const serve = async (changes: object = {}) => rooms.own(await startRoomServer(rooms.livekit, changes));
  const enter = async (server: TestServer) => rooms.enter(await fetchDetails(server.url));

  test('a LiveKit that restarts in mid-reply ends the session, and rooms are served again', async () => {
    const server = await serve();
    const person = await enter(server);
    await person.type(JSON.stringify({ type: 'text', text: LONG, respond: false }));
    await person.until(() => person.of('state').at(-1)?.state === 'speaking', 'the reply');
    await rooms.livekit.kill();
    const client = await TestClient.connect(`${server.webSocketUrl}?events=1`);
    client.send({ type: 'text', text: 'The socket works.', respond: false });
    await client.until(() => client.of('session_end').length > 0, 'the reply on the WebSocket');
    await client.close();
    const health = (await (await fetch(`${server.url}/health`)).json()) as {
      checks: { livekit: { ok: boolean } };
    };
    expect(health.checks.livekit.ok).toBe(false);
    await rooms.livekit.start();
    const again = await rooms.join(await untilDetailsWork(server));
    await again.until(() => again.of('session_start').length === 1, 'a session in a new room', 40_000);
    await again.type('after the restart');
    await again.until(() => said(again, 'You said: after the restart'), 'the answer');
  }, 90_000);

  test('of two servers one serves a room', async () => {
    const [first, second] = [await serve({ poll_interval_ms: 200 }), await serve({ poll_interval_ms: 200 })];
    const person = await enter(first);
    // Long enough for the other one to have looked several times.
    await silence(2500);
    expect(sessions(first, second)).toBe(1);
    await person.type('who is there');
    await person.until(() => said(person, 'You said: who is there'), 'the answer');
    expect([...person.room.remoteParticipants.keys()]).toHaveLength(1);
  });

  test('a full server says so before the room and in it, and has a place when one is left', async () => {
    const server = await serve({ max_rooms: 1, poll_interval_ms: 200 });
    const first = await enter(server);
    const refused = await fetch(`${server.url}/api/connection-details`, { method: 'POST' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    // With a token of another server, say.
    const { livekit } = rooms;
    const second = await rooms.join({
      serverUrl: livekit.url,
      participantToken: signToken({
        key: livekit.apiKey,
        secret: livekit.apiSecret,
        identity: 'second',
        room: 'tts-session-of-another-server',
        expiresInS: 600,
      }),
    });
    await second.until(() => second.of('status').some(({ phase }) => phase === 'failed'), 'the reason');
    expect(second.of('session_start')).toEqual([]);
    await first.leave();
    await second.until(() => second.of('session_start').length === 1, 'the place that was left', 30_000);
  }, 60_000);

  test('of many who come in the same moment each hears the greeting, and nobody beyond the places comes in', async () => {
    const server = await serve({ max_rooms: 8, rooms_per_process: 5 });
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const answer = await fetch(`${server.url}/api/connection-details`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"tells_hearing":true,"wait_ms":30000}',
        });
        if (!answer.ok) return answer.status;
        const person = await rooms.join((await answer.json()) as Details, undefined, true);
        await person.until(() => said(person, 'Hello, this is the greeting.'), 'the greeting', 60_000);
        return answer.status;
      }),
    );
    expect(statuses.sort()).toEqual([...Array(8).fill(200), 429, 429]);
    // The text comes before its sound.
    await silence(2500);
    const loud = rooms.people.map(({ heard }) => heard.filter(({ samples }) => rms(samples) > 300).length);
    // Of 113 frames.
    expect(loud.filter((frames) => frames < 100)).toEqual([]);
    expect(sessions(server)).toBe(8);
  }, 120_000);

  test('LiveKit out of reach leaves the WebSocket unimpaired', async () => {
    const server = rooms.own(
      await startTestServer({
        transport: {
          websocket: { port: 0 },
          livekit: { enabled: true, url: 'ws://127.0.0.1:1', api_secret: 'x'.repeat(32) },
        },
      }),
    );
    const client = await TestClient.connect(server.webSocketUrl);
    client.send({ type: 'text', text: 'Hello.', respond: false });
    await client.until(() => client.of('session_end').length > 0, 'the reply');
    await client.close();
  });
});

function sessions(...servers: readonly TestServer[]): number {
  return servers.reduce((sum, { orchestrator }) => sum + orchestrator.host.sessionCount, 0);
}

async function untilDetailsWork(server: TestServer) {
  await settled(() => server.orchestrator.host.sessionCount === 0);
  return fetchDetails(server.url);
}
