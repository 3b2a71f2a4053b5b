import { parseWavMono } from '@parley/audio';
import { afterEach, describe, expect, test } from 'vitest';
import type { AsrModel } from '../asr-engine.js';
import { createAsrEngine } from '../asr-engines.js';
import { externalModel, readBody, startTestServer, type TestServer } from '../external/test-server.js';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Upload {
  readonly seconds: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** A server that is told what each upload says. */
async function modelOf(
  transcribe: (upload: Upload) => string | { status: number; body?: string },
  settings: object = {},
): Promise<AsrModel> {
  const server = await startTestServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const type = request.headers['content-type'] ?? '';
      const form = await new Response(Uint8Array.from(body), {
        headers: { 'content-type': type },
      }).formData();
      const file = form.get('file') as File;
      const { samples, sampleRateHz } = parseWavMono(new Uint8Array(await file.arrayBuffer()));
      const fields = Object.fromEntries([...form].filter(([name]) => name !== 'file')) as Record<
        string,
        string
      >;
      const said = transcribe({ seconds: samples.length / sampleRateHz, fields });
      if (typeof said === 'string') response.end(JSON.stringify({ text: said }));
      else response.writeHead(said.status).end(said.body ?? '');
    })();
  });
  servers.push(server);
  const model = externalModel('openai-transcription', {
    url: server.url,
    model: 'whisper-1',
    timeout_ms: 2000,
    ...settings,
  });
  return createAsrEngine('openai-transcription').loadModel(model);
}

/** A tone with a gap in each half second, as loud as speech. */
function speech(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 16_000 }, (_, i) =>
    i % 8000 < 6500 ? 0.3 * Math.sin(i / 6) : 0,
  );
}

const WORDS = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ');
const script = ({ seconds }: Upload) => WORDS.slice(0, Math.floor(seconds * 2)).join(' ');

describe('a transcription server', () => {
  test('is sent the audio so far, the model and the language; what passes agree on stays', async () => {
    const uploads: Upload[] = [];
    const model = await modelOf((upload) => {
      uploads.push(upload);
      return script(upload);
    });
    const utterance = model.openUtterance({ language: 'de-AT' });
    let stable = '';
    for (let second = 1; second <= 4; second++) {
      utterance.push(speech(1));
      const { text, stableLength } = await utterance.recognise(second === 4);
      expect(text.startsWith(stable)).toBe(true);
      stable = text.slice(0, stableLength);
    }
    expect(stable).toBe(WORDS.slice(0, 8).join(' '));
    expect(uploads.map(({ seconds }) => seconds)).toEqual([1, 2, 3, 4]);
    expect(uploads[0]?.fields).toEqual({ model: 'whisper-1', response_format: 'json', language: 'de' });
    await model.close();
  });

  test('that changes its mind about settled words does not change them', async () => {
    let pass = 0;
    const model = await modelOf((upload) => {
      const text = script(upload);
      return ++pass < 4 ? text : text.replace('one two', 'One, too');
    });
    const utterance = model.openUtterance({});
    for (let second = 1; second <= 4; second++) {
      utterance.push(speech(1));
      await utterance.recognise(false);
    }
    utterance.push(speech(1));
    const { text } = await utterance.recognise(true);
    expect(text).toBe(WORDS.slice(0, 10).join(' '));
  });

  test.each([
    ['refuses the key', { status: 401 }, { code: 'ASR_FAILED', retryable: false }],
    ['is busy', { status: 429 }, { code: 'LIMIT_EXCEEDED' }],
    ['is broken', { status: 502, body: 'bad gateway' }, { code: 'ASR_FAILED', retryable: true }],
    ['sends no transcript', { status: 200, body: '<html>' }, { code: 'ASR_FAILED' }],
  ])('that %s is an error', async (_, said, error) => {
    const model = await modelOf(() => said);
    const utterance = model.openUtterance({});
    utterance.push(speech(1));
    await expect(utterance.recognise(true)).rejects.toMatchObject(error);
  });
});
