import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, call } from './caller.rig.js';
import { createFleet, type Fleet } from './fleet.rig.js';
import { eventually } from './server.rig.js';

const AGENT = { agent: { mode: 'agent', greeting: '' }, responder: 'rules' };

describe.skipIf(!requires('redis-server'))('sessions that outlive their connection', () => {
  let redis: TestRedis;
  let fleet: Fleet;

  beforeEach(async () => {
    redis = await startTestRedis();
    fleet = createFleet({ redisUrl: redis.url });
  });
  afterEach(async () => {
    await fleet.close();
    await redis.close();
  });

  async function say(caller: Caller, text: string): Promise<string> {
    const ends = caller.messages('session_end').length;
    const before = caller.messages('reply_text').length;
    caller.send({ type: 'text', text });
    await caller.until(`the answer to ${text}`, () => caller.messages('session_end').length > ends);
    const pieces = caller.messages('reply_text').slice(before);
    return pieces.map((piece) => (piece.is_final ? '' : piece.text)).join('');
  }

  const start = (caller: Caller) => caller.messages('session_start')[0];
  const query = (token: string | undefined): string => `events=1&audio=binary&resume=${token}`;

  test('the orchestrator dies in mid-reply, and the person goes on at another one, which knows what was said', async () => {
    const [one, other] = await Promise.all([fleet.orchestrator(AGENT), fleet.orchestrator(AGENT)]);
    const worker = await fleet.worker({ name: 'voice' });
    for (const { metric } of [one, other]) {
      await eventually('it is known', async () => (await metric('parley_workers_idle')) === 1);
    }
    const first = await call(one.url);
    const begun = start(first);
    await say(first, 'My name is Ada.');
    // Saved soon after the reply, not with it.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const frames = first.frames.length;
    first.send({ type: 'text', text: 'Tell me something.' });
    await first.until('sound of the next answer', () => first.frames.length > frames + 5);
    one.kill('SIGKILL');
    await one.ended;

    const second = await call(other.url, query(begun?.resume_token));
    expect(start(second)).toMatchObject({ session_id: begun?.session_id, resumed: true });
    expect(await say(second, 'What is my name?')).toContain('Ada');
    const generation = second.frames[0]?.generation ?? 0;
    expect(generation).toBeGreaterThan(first.frames.at(-1)?.generation ?? 0);
    await second.close();
    // Of the reply that was cut, too: by the worker, that lost its client, and by Redis, whose leases expire.
    await eventually('nothing is left behind', async () => {
      const held = await Promise.all([
        redis.client().zcard('leases:voice'),
        worker.metric('parley_worker_active_sessions'),
        worker.metric('parley_worker_model_references'),
        other.metric('parley_sessions_active'),
      ]);
      return held.every((count) => count === 0);
    });

    const stranger = await call(other.url, query('nobody-has-this-token'));
    expect(start(stranger)?.resumed).toBeUndefined();
    expect(start(stranger)?.session_id).not.toBe(begun?.session_id);
    await stranger.close();
  });

  test('one session, one owner: who goes on elsewhere is silent where they were', async () => {
    const [one, other] = await Promise.all([fleet.orchestrator(AGENT), fleet.orchestrator(AGENT)]);
    const first = await call(one.url);
    const token = start(first)?.resume_token;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const second = await call(other.url, query(token));
    expect(start(second)?.resumed).toBe(true);
    await eventually('the first is ended', () => first.closeCode() !== undefined);
    expect(second.closeCode()).toBeUndefined();
    // And within one process as well.
    const third = await call(other.url, query(token));
    await eventually('the second is ended', () => second.closeCode() !== undefined);
    expect(start(third)?.session_id).toBe(start(first)?.session_id);
    await third.close();
  });
});

describe('without Redis', () => {
  test('a dropped socket is taken up again within the same server', async () => {
    const fleet = createFleet({ redisUrl: '' });
    try {
      const orchestrator = await fleet.orchestrator(AGENT);
      const first = await call(orchestrator.url);
      const begun = first.messages('session_start')[0];
      first.socket.terminate();
      await eventually('it is gone', () => first.closeCode() !== undefined);
      const second = await call(orchestrator.url, `events=1&audio=binary&resume=${begun?.resume_token}`);
      expect(second.messages('session_start')[0]).toMatchObject({
        session_id: begun?.session_id,
        resumed: true,
      });
      await second.close();
      const old = await call(orchestrator.url, 'audio=binary');
      expect(old.messages('session_start')[0]?.resume_token).toBeUndefined();
      await old.close();
    } finally {
      await fleet.close();
    }
  });
});
