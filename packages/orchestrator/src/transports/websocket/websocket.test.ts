import { serverMessage } from '@parley/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, TestClient } from '../../testing/test-client.js';
import { startTestServer, type TestServer } from '../../testing/test-server.js';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.orchestrator.close();
});

const connect = (query = '') => TestClient.connect(`${server.webSocketUrl}${query}`);

/** Counting samples of the scripted voice: sample n of a reply is n modulo 32,000. */
function countsFromZero(samples: Int16Array): boolean {
  return samples.every((sample, index) => sample === index % 32_000);
}

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
    expect(countsFromZero(client.audio())).toBe(true);
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
    expect(countsFromZero(client.audio())).toBe(true);
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

describe('what is not valid', () => {
  const MESSAGES: [name: string, message: string, problem: RegExp][] = [
    ['no JSON', '{"type":', /not valid JSON/],
    ['an array', '[1]', /JSON object/],
    ['null', 'null', /JSON object/],
    ['an unknown type', '{"type":"sing"}', /"sing".*text, control, audio/],
    ['no type', '{}', /"type"/],
    ['a number as text', '{"type":"text","text":5}', /"text".*string/],
    ['an empty text', '{"type":"text","text":""}', /"text".*1 character/],
    [
      '10,001 characters',
      JSON.stringify({ type: 'text', text: 'a'.repeat(10_001) }),
      /"text".*10000 characters/,
    ],
    ['an unknown command', '{"type":"control","command":"JUMP"}', /"command".*PAUSE.*RESUME.*STOP/],
    ['an unknown field', '{"type":"commit","now":1}', /Unknown field "now"/],
    ['broken base64', '{"type":"audio","pcm":"!!"}', /"pcm"/],
    ['half a sample', '{"type":"audio","pcm":"AAAA"}', /whole samples/],
    ['a rate out of range', '{"type":"audio","pcm":"AAA=","sample_rate":96000}', /"sample_rate".*48000/],
    ['a nested field', '{"type":"config","barge_in":{"strategy":"x"}}', /"barge_in.strategy"/],
  ];

  test.each(MESSAGES)('%s gives one error, and the socket still speaks', async (_name, message, problem) => {
    const client = await connect();
    client.socket.send(message);
    client.send({ type: 'text', text: 'Fine.' });
    await client.until(() => client.of('session_end').length === 1, 'the end of a valid text');
    expect(client.of('error')).toEqual([
      { type: 'error', code: 'INVALID_MESSAGE', message: expect.stringMatching(problem) },
    ]);
    await client.close();
  });

  test('a message over 10 MB closes with 1009', async () => {
    const client = await connect();
    client.socket.send(Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(await client.closed()).toBe(1009);
  });

  test.each([
    ['sample_rate=100', /sample_rate/],
    ['sample_rate=8001', /multiple of 50/],
    ['input_rate=96000', /input_rate/],
    ['audio=mp3', /binary or json/],
    ['events=maybe', /events must be 0 or 1/],
    ['aec=2', /aec/],
    [`voice=${'v'.repeat(101)}`, /voice/],
  ])('the parameter %s is refused with 400', async (query, problem) => {
    const { status, body } = await refusal(`${server.webSocketUrl}?${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ detail: expect.stringMatching(problem), code: 'INVALID_MESSAGE' });
  });

  test('a path without a WebSocket is 404, and / works like /ws', async () => {
    expect((await refusal(`${server.webSocketUrl}/nowhere`)).status).toBe(404);
    const client = await TestClient.connect(server.url.replace('http', 'ws'));
    expect(client.of('session_start').length).toBe(1);
    await client.close();
  });
});

describe('microphone audio', () => {
  /** 16-bit samples that name their own place. */
  const counting = Int16Array.from({ length: 1600 }, (_, index) => index + 1);
  const bytes = Buffer.from(counting.buffer);

  test('a stream cut at odd bytes arrives whole', async () => {
    const client = await connect();
    for (let at = 0; at < bytes.length; at += 37) client.socket.send(bytes.subarray(at, at + 37));
    await expect.poll(() => server.listeners.heard.length).toBe(1600);
    expect(server.listeners.heard).toEqual([...counting]);
    await client.close();
  });

  test('JSON audio is the same audio', async () => {
    const client = await connect();
    client.send({ type: 'audio', pcm: bytes.toString('base64'), sample_rate: 16_000 });
    await expect.poll(() => server.listeners.heard.length).toBe(1600);
    expect(server.listeners.heard).toEqual([...counting]);
    await client.close();
  });

  test('bytes that are no audio harm nobody', async () => {
    const client = await connect();
    for (let length = 0; length < 40; length += 1) client.socket.send(Buffer.alloc(length, 0xff));
    client.send({ type: 'text', text: 'Still here.' });
    await client.until(() => client.of('session_end').length === 1, 'the end');
    expect(client.of('error')).toEqual([]);
    await client.close();
  });

  test.each([610, 3010])('%i ms of speech and a commit, all at once, make one turn of it', async (ms) => {
    const client = await connect('?events=1');
    server.recognition.saying = 'all of it';
    client.socket.send(noise(ms));
    client.send({ type: 'commit' });
    await client.until(() => client.of('session_end').length === 1, 'the end of the answer');
    expect(client.of('transcript').filter((message) => message.is_final)).toEqual([
      expect.objectContaining({ text: 'all of it' }),
    ]);
    // Whole windows: the last one is filled up with silence.
    expect(server.recognition.heardSamples).toEqual([Math.ceil((ms * 16) / 512) * 512]);
    await client.close();
  });

  test('a commit with nothing to end is no turn', async () => {
    const client = await connect('?events=1');
    client.send({ type: 'commit' });
    client.socket.send(Buffer.alloc(6400));
    client.send({ type: 'commit' });
    client.send({ type: 'text', text: 'Fine.' });
    await client.until(() => client.of('session_end').length === 1, 'the end of the text');
    expect(server.recognition.heardSamples).toEqual([]);
    await client.close();
  });

  test('a turn is heard, recognised and answered; speech over the answer holds it', async () => {
    const client = await connect('?events=1');
    server.recognition.saying = 'what a nice long question this is';
    const microphone = talk(client, 600);
    await client.until(() => client.of('transcript').some((message) => message.is_final), 'a transcript');
    await client.until(() => client.of('audio').length > 10, 'the answer');
    expect(client.of('speech').map((message) => message.active)).toEqual([true, false]);
    expect(client.of('stats')[0]?.turn).toHaveProperty('total');
    microphone.speakFor(200);
    await client.until(() => client.of('playback').some((message) => message.action === 'hold'), 'the hold');
    await client.until(
      () => client.of('state').some((message) => message.state === 'barged_in'),
      'barged_in',
    );
    await client.until(
      () => client.of('playback').some((message) => message.action === 'resume'),
      'the resume',
    );
    await client.until(() => client.of('session_end').length === 1, 'the end of the answer');
    // The client freezes and fades its own buffer, so what was sent before and after the hold joins without a seam.
    expect(countsFromZero(client.audio())).toBe(true);
    const numbers = client.of('audio').map((frame) => frame.sequence);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    microphone.end();
    await client.close();
  });
});

/** Noise at 16 kHz. */
function noise(ms: number): Buffer {
  return Buffer.from(Int16Array.from({ length: ms * 16 }, () => (Math.random() - 0.5) * 20_000).buffer);
}

/** A microphone that never stops: noise for a while, else silence, in 20 ms at 16 kHz. */
function talk(client: TestClient, firstMs: number): { speakFor(ms: number): void; end(): void } {
  let speakMs = firstMs;
  const timer = setInterval(() => {
    const frame = new Int16Array(320);
    if (speakMs > 0) for (let i = 0; i < frame.length; i += 1) frame[i] = (Math.random() - 0.5) * 20_000;
    speakMs -= 20;
    client.socket.send(Buffer.from(frame.buffer));
  }, 20);
  return {
    speakFor(ms) {
      speakMs = ms;
    },
    end: () => clearInterval(timer),
  };
}
