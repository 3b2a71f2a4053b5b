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

describe('microphone audio', () => {
  /** 16-bit samples that name their own place. */
  const numbered = Int16Array.from({ length: 1600 }, (_, index) => index + 1);
  const bytes = Buffer.from(numbered.buffer);

  test('a stream cut at odd bytes arrives whole', async () => {
    const client = await connect();
    for (let at = 0; at < bytes.length; at += 37) client.socket.send(bytes.subarray(at, at + 37));
    await expect.poll(() => server.listeners.heard.length).toBe(1600);
    expect(server.listeners.heard).toEqual([...numbered]);
    await client.close();
  });

  test('JSON audio is the same audio', async () => {
    const client = await connect();
    client.send({ type: 'audio', pcm: bytes.toString('base64'), sample_rate: 16_000 });
    await expect.poll(() => server.listeners.heard.length).toBe(1600);
    expect(server.listeners.heard).toEqual([...numbered]);
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
    expect([...client.audio()]).toEqual(counting(client.audio().length));
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
