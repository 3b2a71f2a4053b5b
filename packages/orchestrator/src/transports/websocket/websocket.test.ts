import { serverMessage } from '@parley/protocol';
import { counting } from '@parley/session/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestClient } from '../../testing/test-client.js';
import { startTestServer, type TestServer } from '../../testing/test-server.js';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.orchestrator.close();
});

const connect = (query = '') => TestClient.connect(`${server.webSocketUrl}${query}`);

describe('a text is spoken', () => {
  test('session_start, numbered frames of 20 ms, session_end, and the next text goes on counting', async () => {
    const client = await connect();
    expect(client.messages[0]).toMatchObject({
      type: 'session_start',
      session_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/),
    });
    client.send({ type: 'text', text: 'Hello there.' });
    await client.until(() => client.of('session_end').length === 1, 'the end of the first text');
    client.send({ type: 'text', text: 'Again.' });
    await client.until(() => client.of('session_end').length === 2, 'the end of the second text');

    const frames = client.of('audio');
    expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, index) => index + 1));
    expect(frames.every((frame) => Buffer.from(frame.pcm, 'base64').byteLength === 1920)).toBe(true);
    expect(frames[0]).toMatchObject({ sample_rate: 48_000, frame_ms: 20 });
    expect(Object.keys(frames[0] ?? {})).not.toContain('generation');
    expect(client.of('session_end').map((end) => end.reason)).toEqual(['completed', 'completed']);
    const firstEnd = client.messages.findIndex((message) => message.type === 'session_end');
    const before = client.messages.slice(0, firstEnd).filter((message) => message.type === 'audio');
    expect(before.length).toBe((12 * 1920) / 960);
    await client.close();
  });

  test('without events only four kinds of message come; with events, the path of the states', async () => {
    const plain = await connect();
    const curious = await connect('?events=1');
    for (const client of [plain, curious]) client.send({ type: 'text', text: 'Hello.' });
    for (const client of [plain, curious]) {
      await client.until(() => client.of('session_end').length === 1, 'the end');
    }
    expect(new Set(plain.messages.map((message) => message.type))).toEqual(
      new Set(['session_start', 'audio', 'session_end']),
    );
    expect(curious.of('state').map((message) => message.state)).toEqual(
      expect.arrayContaining(['listening', 'speaking']),
    );
    expect(curious.of('audio')[0]).toMatchObject({ generation: expect.any(Number), position: 0 });
    for (const message of curious.messages) expect(serverMessage.safeParse(message).success).toBe(true);
    await Promise.all([plain.close(), curious.close()]);
  });

  test('binary audio carries generation, sequence and position', async () => {
    const client = await connect('?audio=binary&events=1');
    client.send({ type: 'text', text: 'Hello.' });
    await client.until(() => client.of('session_end').length === 1, 'the end');
    expect(client.of('audio')).toEqual([]);
    expect(client.frames.map((frame) => frame.sequence)).toEqual(client.frames.map((_, index) => index + 1));
    expect(client.frames.map((frame) => frame.samplePosition)).toEqual(
      client.frames.map((_, index) => index * 960),
    );
    expect(client.frames.every((frame) => frame.pcm.byteLength === 1920)).toBe(true);
    await client.close();
  });

  test.each([8000, 16_000, 24_000, 44_100])(
    'at %i Hz frames stay 20 ms and none is missing',
    async (rateHz) => {
      const client = await connect(`?sample_rate=${rateHz}&events=1`);
      client.send({ type: 'text', text: 'Hello there.' });
      await client.until(() => client.of('session_end').length === 1, 'the end');
      const frames = client.of('audio');
      expect(frames.length).toBe(24);
      expect(frames.map((frame) => frame.position)).toEqual(frames.map((_, index) => index * 960));
      expect(frames.every((frame) => Buffer.from(frame.pcm, 'base64').byteLength === rateHz / 25)).toBe(true);
      expect(frames[0]?.sample_rate).toBe(rateHz);
      await client.close();
    },
  );

  test('an utterance in pieces sounds before its last piece', async () => {
    const client = await connect();
    client.send({ type: 'text', text: 'This is the first sentence of it. And this ', is_final: false });
    await client.until(() => client.of('audio').length > 0, 'sound before the final piece');
    expect(client.of('session_end')).toEqual([]);
    client.send({ type: 'text', text: 'is the second.' });
    await client.until(() => client.of('session_end').length === 1, 'the end');
    expect([...client.audio()]).toEqual(counting(client.audio().length));
    await client.close();
  });

  test('texts that come while one sounds are spoken next, in order', async () => {
    const client = await connect('?events=1');
    for (const text of ['First one.', 'Second one.', 'Third one.']) client.send({ type: 'text', text });
    await client.until(() => client.of('session_end').length === 3, 'three ends');
    const generations = client.of('audio').map((frame) => frame.generation ?? -1);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(new Set(generations).size).toBe(3);
    await client.close();
  });
});

describe('control', () => {
  test('a paused reply loses no sample and no number', async () => {
    const client = await connect();
    client.send({ type: 'text', text: 'A sentence that takes a while.' });
    await client.until(() => client.of('audio').length >= 8, 'eight frames');
    client.send({ type: 'control', command: 'PAUSE' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const whilePaused = client.of('audio').length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(client.of('audio').length).toBe(whilePaused);
    client.send({ type: 'control', command: 'RESUME' });
    await client.until(() => client.of('session_end').length === 1, 'the end');
    expect([...client.audio()]).toEqual(counting(client.audio().length));
    expect(client.of('audio').map((frame) => frame.sequence)).toEqual(
      client.of('audio').map((_, index) => index + 1),
    );
    await client.close();
  });

  test('STOP ends the reply and clears the queue; the connection speaks on', async () => {
    const client = await connect('?events=1');
    for (const text of ['A sentence that takes a while.', 'Never spoken.'])
      client.send({ type: 'text', text });
    await client.until(() => client.of('audio').length >= 4, 'four frames');
    client.send({ type: 'control', command: 'STOP' });
    await client.until(() => client.of('session_end').length === 1, 'the end');
    expect(client.of('session_end')[0]?.reason).toBe('stopped');
    expect(client.of('playback').map((message) => message.action)).toContain('flush');
    const stopped = client.of('audio').at(-1)?.generation ?? 0;
    const before = client.of('audio').length;
    client.send({ type: 'text', text: 'Hello.' });
    await client.until(() => client.of('session_end').length === 2, 'the end of the new text');
    const after = client.of('audio').slice(before);
    expect(after.length).toBe(12);
    expect(after.every((frame) => (frame.generation ?? 0) > stopped)).toBe(true);
    await client.close();
  });
});
