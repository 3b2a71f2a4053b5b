import { dispose } from '@livekit/rtc-node';
import { createLogger, createSystemClock } from '@parley/runtime';
import {
  requires,
  startTestLiveKit,
  startTestRedis,
  type TestLiveKit,
  type TestRedis,
} from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createRedisSessionStore } from '../../session-host/resumption/redis-session-store.js';
import type { TestServer } from '../../testing/test-server.js';
import { createRedisRoomClaims } from './redis-room-claims.js';
import type { RoomClaims } from './room-claims.js';
import { agentProcesses } from './testing/agent-processes.js';
import { Person } from './testing/person.js';
import { fetchDetails, said, settled, silence, startRoomServer } from './testing/room-server.js';

const logger = createLogger({ name: 'test', level: 'silent' });

describe.skipIf(!requires('redis-server'))('claims on rooms in a Redis', () => {
  let redis: TestRedis;
  const all: RoomClaims[] = [];
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterEach(async () => {
    for (const claims of all.splice(0)) await claims.close();
  });
  afterAll(() => redis.close());

  async function create(ttlMs = 600): Promise<RoomClaims> {
    const claims = createRedisRoomClaims({ url: redis.url, clock: createSystemClock(), logger, ttlMs });
    all.push(claims);
    // It connects in the background, and grants everything until then.
    await expect
      .poll(async () => {
        await claims.claim('connected');
        const shared = await redis.client().exists('rooms:connected');
        await claims.release('connected');
        return shared;
      })
      .toBe(1);
    return claims;
  }

  test('one of two has a room, for as long as it holds it', async () => {
    const [one, two] = [await create(), await create()];
    expect(await Promise.all([one.claim('r'), two.claim('r')])).toEqual(['shared', 'taken']);
    expect(await one.claim('r')).toBe('taken');
    // Longer than a claim lives that nobody renews.
    await silence(1500);
    expect(await two.claim('r')).toBe('taken');
    await two.release('r');
    expect(await two.claim('r')).toBe('taken');
    await one.release('r');
    expect(await two.claim('r')).toBe('shared');
  });

  test('the claims of one that was killed expire, those of one that closes go at once', async () => {
    const [one, two] = [await create(), await create()];
    await redis.client().set('rooms:dead', 'somebody', 'PX', 400);
    expect(await one.claim('dead')).toBe('taken');
    await expect.poll(() => one.claim('dead')).toBe('shared');
    await one.close();
    expect(await two.claim('dead')).toBe('shared');
  });

  test('while Redis is away a claim is granted, since LiveKit lets one agent stay', async () => {
    const claims = await create();
    await redis.kill();
    expect(await claims.claim('alone')).toBe('alone');
    await redis.start();
    await expect.poll(() => redis.client().exists('rooms:alone')).toBe(1);
  });
});

describe.skipIf(!requires('livekit-server', 'redis-server'))(
  'two servers with one Redis and one LiveKit',
  () => {
    let livekit: TestLiveKit;
    let redis: TestRedis;
    const closing: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      livekit = await startTestLiveKit();
      redis = await startTestRedis();
    });
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });
    afterAll(async () => {
      await livekit.close();
      await redis.close();
      await dispose();
    });

    async function serve(): Promise<TestServer> {
      const sessionStore = createRedisSessionStore({ url: redis.url, logger });
      const roomClaims = createRedisRoomClaims({ url: redis.url, clock: createSystemClock(), logger });
      const server = await startRoomServer(livekit, { poll_interval_ms: 200 }, { sessionStore, roomClaims });
      closing.push(async () => {
        await server.orchestrator.close();
        await roomClaims.close();
        await sessionStore.close();
      });
      return server;
    }

    test.each([
      ['goes', false],
      ['goes without a word', true],
    ])(
      'one serves the room; when it %s, the other one goes on with the conversation',
      async (_, killed) => {
        const first = await serve();
        await expect.poll(agentProcesses).toHaveLength(1);
        const agents = await agentProcesses();
        const servers = [first, await serve()];
        const person = await Person.join(await fetchDetails(first.url));
        closing.push(() => person.leave());
        await person.until(() => person.of('session_start').length > 0, 'the session');
        // Both have looked for rooms several times by then.
        await silence(2500);
        expect(servers.map(({ orchestrator }) => orchestrator.host.sessionCount).sort()).toEqual([0, 1]);
        expect(person.agentLeft).toBe(false);
        expect(person.of('session_start')).toHaveLength(1);

        await person.type('the first of all');
        await person.until(() => said(person, 'You said: the first of all'), 'the answer');
        // Who gave the token serves the room; LiveKit goes on taking an agent for alive whose process was killed.
        const other = servers[1];
        expect(other?.orchestrator.host.sessionCount).toBe(0);
        if (killed) for (const pid of agents) process.kill(pid, 'SIGKILL');
        await first.orchestrator.close();
        await person.until(() => person.of('session_start').length === 2, 'the other server', 20_000);
        const [before, after] = person.of('session_start');
        expect(after).toMatchObject({ session_id: before?.session_id, resumed: true });
        await person.type('the second');
        await person.until(() => said(person, 'You said: the second'), 'the answer of the other server');
        await person.leave();
        await settled(() => other?.orchestrator.host.sessionCount === 0);
        expect(other?.orchestrator.host.sessionCount).toBe(0);
      },
      60_000,
    );
  },
);
