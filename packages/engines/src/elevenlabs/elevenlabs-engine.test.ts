import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ParleyError } from '@parley/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ttsVoiceContract } from '../contract/tts-voice-contract.js';
import { externalModel, pcmFor, startTestServer, type TestServer } from '../external/test-server.js';
import type { TtsAudio, TtsOptions, TtsVoice } from '../tts-engine.js';
import { createTtsEngine } from '../tts-engines.js';

process.env.PARLEY_TEST_ELEVENLABS_KEY = 'secret';
const MS_PER_CHARACTER = 60;

interface Seen {
  readonly path: string;
  readonly key: unknown;
  readonly messages: Record<string, unknown>[];
  closed: boolean;
}
type Behaviour = (socket: WebSocket, text: string) => unknown;

const servers: TestServer[] = [];
const seen: Seen[] = [];
afterEach(async () => {
  seen.length = 0;
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Answers once the text has ended, in two parts cut inside a word. */
const answer: Behaviour = (socket, text) => {
  const middle = Math.floor(text.length / 2);
  for (const part of [text.slice(0, middle), text.slice(middle)]) {
    const chars = [...part];
    const alignment = {
      chars,
      charStartTimesMs: chars.map((_, index) => index * MS_PER_CHARACTER),
      charDurationsMs: chars.map(() => MS_PER_CHARACTER),
    };
    socket.send(JSON.stringify({ audio: pcmFor(part).toString('base64'), alignment, isFinal: null }));
  }
  socket.send(JSON.stringify({ audio: null, isFinal: true }));
};

async function serve(behaviour: Behaviour): Promise<TestServer> {
  const server = await startTestServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: server.server });
  sockets.on('connection', (socket, request) => {
    const record: Seen = {
      path: request.url ?? '',
      key: request.headers['xi-api-key'],
      messages: [],
      closed: false,
    };
    seen.push(record);
    socket.on('close', () => {
      record.closed = true;
    });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Record<string, unknown>;
      record.messages.push(message);
      const text = record.messages.map((one) => one.text).join('');
      if (message.text === '') behaviour(socket, text.slice(1));
    });
  });
  return server;
}

async function voiceOf(behaviour: Behaviour, settings: object = {}): Promise<TtsVoice> {
  const server = await serve(behaviour);
  servers.push(server);
  return voiceAt(server.url, settings);
}

function voiceAt(url: string, settings: object = {}): Promise<TtsVoice> {
  const given = {
    url,
    voice: 'anna',
    api_key_env: 'PARLEY_TEST_ELEVENLABS_KEY',
    timeout_ms: 2000,
    ...settings,
  };
  return createTtsEngine('elevenlabs').loadVoice(externalModel('elevenlabs', given));
}

async function speak(voice: TtsVoice, text: string, options: TtsOptions = {}) {
  const audio: TtsAudio[] = [];
  for await (const portion of voice.synthesize(text, options, new AbortController().signal))
    audio.push(portion);
  return audio;
}

describe('the contract of voices', () => {
  let server: TestServer | undefined;
  const open = async () => {
    server = await serve(answer);
    return voiceAt(server.url);
  };
  test.each(ttsVoiceContract({ open }))('$name', ({ run }) => run());
  test('and its server is left alone', () => server?.close());
});

test('the voice, model, format and key are named, and the text goes up in parts', async () => {
  const voice = await voiceOf(answer);
  const text = 'All that glitters is not gold. '.repeat(20).trim();
  await speak(voice, text, { speed: 1.2, language: 'en-GB' });
  expect(seen[0]?.path).toBe(
    '/v1/text-to-speech/anna/stream-input?model_id=eleven_flash_v2_5&output_format=pcm_24000&sync_alignment=true&language_code=en',
  );
  expect(seen[0]?.key).toBe('secret');
  const texts = seen[0]?.messages.map((message) => message.text as string) ?? [];
  expect(seen[0]?.messages[0]).toEqual({ text: ' ', voice_settings: { speed: 1.2 } });
  expect(texts.slice(1, -1).length).toBeGreaterThan(2);
  expect(texts.slice(1, -1).every((part) => part.endsWith(' '))).toBe(true);
  expect(texts.join('').trim()).toBe(text);
});

test('words are where their characters are, also when the sound is cut inside one', async () => {
  const voice = await voiceOf(answer);
  const text = 'It costs twenty euros.';
  const words = (await speak(voice, text)).flatMap((audio) => audio.words);
  const perCharacter = (MS_PER_CHARACTER * 24_000) / 1000;
  expect(words).toEqual(
    Array.from(text.matchAll(/\S+/g), (match) => ({
      textOffset: match.index,
      textLength: match[0].length,
      startSample: match.index * perCharacter,
      endSample: (match.index + match[0].length) * perCharacter,
    })),
  );
});

test('a stop closes the connection', async () => {
  const voice = await voiceOf((socket, text) => {
    socket.send(JSON.stringify({ audio: pcmFor(text).toString('base64') }));
  });
  const stop = new AbortController();
  for await (const _ of voice.synthesize('Hello there.', {}, stop.signal)) stop.abort();
  await expect.poll(() => seen[0]?.closed).toBe(true);
});

describe('a server that fails', () => {
  const failures: [string, Behaviour, object, object][] = [
    [
      'says what is wrong',
      (socket) => socket.send(JSON.stringify({ error: 'quota_exceeded', message: 'No characters left.' })),
      {},
      { retryable: false, message: expect.stringContaining('No characters left.') },
    ],
    [
      'sends what is no JSON',
      (socket) => socket.send('hello'),
      {},
      { message: expect.stringContaining('no JSON') },
    ],
    [
      'sends another shape',
      (socket) => socket.send('{"audio":5}'),
      {},
      { message: expect.stringContaining('shape') },
    ],
    ['never answers', () => undefined, { timeout_ms: 50 }, { message: expect.stringContaining('silent') }],
    [
      'closes in the middle',
      (socket, text) => {
        socket.send(JSON.stringify({ audio: pcmFor(text).toString('base64') }));
        socket.close(1000);
      },
      {},
      { message: expect.stringContaining('before the end') },
    ],
    [
      'is cut off in the middle',
      (socket) => socket.terminate(),
      {},
      { message: expect.stringContaining('1006') },
    ],
    [
      'closes with a reason',
      (socket) => socket.close(1008, 'bad voice'),
      {},
      { message: expect.stringContaining('bad voice') },
    ],
  ];
  test.each(failures)('%s', async (_, behaviour, settings, error) => {
    const voice = await voiceOf(behaviour, settings);
    await expect(speak(voice, 'Hello there.')).rejects.toMatchObject({ code: 'SYNTHESIS_FAILED', ...error });
  });

  test.each([
    [401, 'SYNTHESIS_FAILED', false],
    [429, 'LIMIT_EXCEEDED', true],
    [503, 'SYNTHESIS_FAILED', true],
  ])('refuses with %d', async (status, code, retryable) => {
    const server = await startTestServer(() => undefined);
    servers.push(server);
    server.server.on('upgrade', (_, socket) =>
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`),
    );
    const voice = await voiceAt(server.url);
    await expect(speak(voice, 'Hi.')).rejects.toMatchObject({ code, retryable });
  });

  test('is not there', async () => {
    const server = await startTestServer(() => undefined);
    await server.close();
    const voice = await voiceAt(server.url);
    await expect(speak(voice, 'Hi.')).rejects.toBeInstanceOf(ParleyError);
  });

  test('accepts the connection and says nothing', async () => {
    const server = await startTestServer(() => undefined);
    servers.push(server);
    const upgraded = once(server.server, 'upgrade') as Promise<[IncomingMessage, Duplex]>;
    const voice = await voiceAt(server.url, { timeout_ms: 50 });
    await expect(speak(voice, 'Hi.')).rejects.toMatchObject({ code: 'SYNTHESIS_FAILED' });
    // The server counts an upgraded connection as somebody else's, and would wait for it.
    (await upgraded)[1].destroy();
  });
});
