import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeWav } from '@parley/audio';
import { ParleyError } from '@parley/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { ttsVoiceContract } from '../contract/tts-voice-contract.js';
import {
  externalModel,
  pcmFor,
  readBody,
  startTestServer,
  type TestServer,
} from '../external/test-server.js';
import type { TtsAudio, TtsOptions, TtsVoice } from '../tts-engine.js';
import { createTtsEngine } from '../tts-engines.js';

type Body = Record<string, string>;
type Behaviour = (response: ServerResponse, body: Body, request: IncomingMessage) => unknown;

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(behaviour: Behaviour): Promise<TestServer> {
  const server = await startTestServer((request, response) => {
    void readBody(request).then((body) => behaviour(response, JSON.parse(body.toString()) as Body, request));
  });
  servers.push(server);
  return server;
}

async function voiceOf(
  behaviour: Behaviour,
  settings: object = {},
  family = 'openai-speech',
): Promise<TtsVoice> {
  const { url } = await serve(behaviour);
  const model = externalModel(family, { url, timeout_ms: 2000, ...settings }, `${family}-a`);
  return createTtsEngine(family).loadVoice(model);
}

async function speak(voice: TtsVoice, options: TtsOptions = {}, text = 'Good morning to all of you.') {
  const audio: TtsAudio[] = [];
  for await (const portion of voice.synthesize(text, options, new AbortController().signal))
    audio.push(portion);
  return audio;
}
const samplesOf = (audio: readonly TtsAudio[]) => audio.reduce((sum, { samples }) => sum + samples.length, 0);
const answer: Behaviour = (response, body) => response.end(pcmFor(body.input ?? ''));

describe('the contract of voices', () => {
  let server: TestServer | undefined;
  const open = async () => {
    server = await startTestServer((request, response) => {
      void readBody(request).then(async (body) => {
        const pcm = pcmFor((JSON.parse(body.toString()) as Body).input ?? '');
        // Odd parts, so that samples are split.
        for (let at = 0; at < pcm.length && !response.destroyed; at += 4321) {
          response.write(pcm.subarray(at, at + 4321));
          await sleep(1);
        }
        response.end();
      });
    });
    return createTtsEngine('openai-speech').loadVoice(externalModel('openai-speech', { url: server.url }));
  };
  test.each(ttsVoiceContract({ open }))('$name', ({ run }) => run());
  test('and its server is left alone', () => server?.close());
});

describe('the request', () => {
  test('holds the text, the voice and what the session asked for; the key is in the header', async () => {
    process.env.PARLEY_TEST_SPEECH_KEY = 'secret';
    const seen: { body: Body; headers: unknown; path: unknown }[] = [];
    const behaviour: Behaviour = (response, body, { headers, url }) => {
      seen.push({ body, headers: headers.authorization, path: url });
      answer(response, body, undefined as never);
    };
    const settings = { voice: 'anna', api_key_env: 'PARLEY_TEST_SPEECH_KEY', body: { seed: 7 } };
    const voice = await voiceOf(behaviour, settings, 'sesame');
    await speak(voice, { speed: 1.5, extra: { lora: 'calm', emotion: 'warm', voice_ref: 'me' } }, 'Hi.');
    expect(seen).toEqual([
      {
        path: '/v1/audio/speech',
        headers: 'Bearer secret',
        body: {
          model: 'sesame-a',
          input: 'Hi.',
          voice: 'anna',
          response_format: 'pcm',
          stream: true,
          speed: 1.5,
          voice_ref: 'me',
          lora: 'calm',
          emotion: 'warm',
          seed: 7,
        },
      },
    ]);
    expect(voice.options).toEqual(['voice', 'emotion', 'lora']);
  });

  test('is not made without the key that it needs', async () => {
    await expect(voiceOf(answer, { api_key_env: 'PARLEY_TEST_NO_SUCH_KEY' })).rejects.toThrow(
      /set PARLEY_TEST_NO_SUCH_KEY/,
    );
  });

  test.each([{ url: 'not a url' }, { timeout_ms: 0 }, { sample_rate: 100 }, { response_format: 'mp3' }])(
    'is not made with %j',
    async (settings) => {
      await expect(voiceOf(answer, settings)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    },
  );
});

describe('sound', () => {
  test('is whole, whatever the parts that it comes in', async () => {
    const pcm = pcmFor('Good morning to all of you.');
    const voice = await voiceOf(async (response) => {
      for (let at = 0; at < pcm.length; at += 7777) response.write(pcm.subarray(at, at + 7777));
      response.end();
    });
    const audio = await speak(voice);
    const heard = Float32Array.from(audio.flatMap(({ samples }) => [...samples]));
    expect(heard).toEqual(Float32Array.from(new Int16Array(Uint8Array.from(pcm).buffer), (s) => s / 32_768));
  });

  test('comes as it is made: the first before the last is sent', async () => {
    let more = () => {};
    const rest = new Promise<void>((resolve) => {
      more = resolve;
    });
    const voice = await voiceOf(async (response, body) => {
      response.write(pcmFor(body.input ?? ''));
      await rest;
      response.end(pcmFor(body.input ?? ''));
    });
    const heard: number[] = [];
    for await (const { samples } of voice.synthesize('Hello there.', {}, new AbortController().signal)) {
      heard.push(samples.length);
      more();
    }
    expect(heard.reduce((sum, length) => sum + length)).toBe(2 * 12 * 1440);
  });

  test('may be a WAV that is still being written', async () => {
    const samples = new Int16Array(5000).fill(1000);
    const voice = await voiceOf(
      async (response) => {
        const wav = encodeWav(samples, 24_000);
        for (const [from, to] of [
          [0, 10],
          [10, 43],
          [43, 51],
          [51, wav.length],
        ] as const) {
          response.write(wav.subarray(from, to));
          await sleep(2);
        }
        response.end();
      },
      { response_format: 'wav' },
    );
    expect(samplesOf(await speak(voice))).toBe(5000);
  });

  test('is cancelled upstream when the listener has had enough', async () => {
    let gone: Promise<unknown> | undefined;
    const voice = await voiceOf((response, body) => {
      gone = once(response, 'close');
      response.write(pcmFor(body.input ?? ''));
    });
    const stop = new AbortController();
    for await (const _ of voice.synthesize('Hello there.', {}, stop.signal)) stop.abort();
    await gone;
    for await (const _ of voice.synthesize('Hello there.', {}, new AbortController().signal)) break;
    await gone;
  });

  test('waits out a server that is busy for a moment', async () => {
    let requests = 0;
    const voice = await voiceOf((response, body, request) => {
      if (requests++ === 0) response.writeHead(429, { 'retry-after': '0.05' }).end('slow down');
      else answer(response, body, request);
    });
    expect(samplesOf(await speak(voice))).toBeGreaterThan(0);
    expect(requests).toBe(2);
  });
});

describe('a server that fails', () => {
  const failures: [string, Behaviour, object, Partial<ParleyError> & { message: unknown }][] = [
    [
      'refuses the key',
      (response) => response.writeHead(401).end('{"error":"bad key"}'),
      {},
      { code: 'SYNTHESIS_FAILED', retryable: false, message: expect.stringMatching(/key.*bad key/) },
    ],
    [
      'is busy for longer than the timeout',
      (response) => response.writeHead(429, { 'retry-after': '60' }).end(),
      {},
      { code: 'LIMIT_EXCEEDED', retryable: true, message: expect.stringContaining('429') },
    ],
    [
      'is busy without saying for how long',
      (response) => response.writeHead(429).end(),
      {},
      { code: 'LIMIT_EXCEEDED', message: expect.anything() },
    ],
    [
      'is broken',
      (response) => response.writeHead(500).end('out of memory'),
      {},
      { code: 'SYNTHESIS_FAILED', retryable: true, message: expect.stringContaining('out of memory') },
    ],
    [
      'never answers',
      () => undefined,
      { timeout_ms: 50 },
      { code: 'SYNTHESIS_FAILED', retryable: true, message: expect.stringContaining('50 ms') },
    ],
    [
      'goes silent in the middle',
      (response) => response.write(pcmFor('Hello')),
      { timeout_ms: 50 },
      { code: 'SYNTHESIS_FAILED', message: expect.stringContaining('went silent') },
    ],
    [
      'is cut off in the middle',
      (response) => {
        response.write(pcmFor('Hello'), () => response.destroy());
      },
      {},
      { code: 'SYNTHESIS_FAILED', retryable: true, message: expect.stringContaining('broke off') },
    ],
    [
      'sends text for sound',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      {},
      { code: 'SYNTHESIS_FAILED', message: expect.stringContaining('application/json') },
    ],
    [
      'sends what is no WAV',
      (response) => response.end(Buffer.from('<html>not a sound at all</html>')),
      { response_format: 'wav' },
      { code: 'SYNTHESIS_FAILED', message: expect.stringContaining('no WAV') },
    ],
    [
      'sends a WAV at another rate',
      (response) => response.end(encodeWav(new Int16Array(100), 16_000)),
      { response_format: 'wav' },
      { code: 'SYNTHESIS_FAILED', message: expect.stringContaining('16000 Hz') },
    ],
    [
      'sends nothing',
      (response) => response.end(),
      {},
      { code: 'SYNTHESIS_FAILED', message: expect.stringContaining('no sound') },
    ],
  ];
  test.each(failures)('%s', async (_, behaviour, settings, error) => {
    const voice = await voiceOf(behaviour, settings);
    await expect(speak(voice)).rejects.toMatchObject(error);
  });

  test('refuses the connection', async () => {
    const server = await serve(answer);
    const voice = await createTtsEngine('xtts').loadVoice(externalModel('xtts', { url: server.url }));
    await server.close();
    servers.length = 0;
    await expect(speak(voice)).rejects.toMatchObject({ code: 'SYNTHESIS_FAILED', retryable: true });
    await expect(speak(voice)).rejects.toBeInstanceOf(ParleyError);
  });
});
