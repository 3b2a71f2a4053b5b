import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { ParleyError } from '@parley/protocol';
import { createLogger } from '@parley/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { createListenerFactory } from '../listening/listener-factory.js';
import type { OrchestratorOptions } from '../orchestrator.js';
import { refusal, TestClient } from '../testing/test-client.js';
import { type ConfigChanges, startTestServer, type TestServer } from '../testing/test-server.js';

let server: TestServer | undefined;

async function start(changes?: ConfigChanges, options?: Partial<OrchestratorOptions>): Promise<TestServer> {
  server = await startTestServer(changes, options);
  return server;
}

afterEach(async () => {
  await server?.orchestrator.close();
  server = undefined;
});

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${server?.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('health', () => {
  test('the document counts what is there and says who is missing', async () => {
    const { webSocketUrl, registry } = await start();
    const client = await TestClient.connect(webSocketUrl);
    const { status, body } = await get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'healthy',
      service: 'parley',
      redis: true,
      worker: true,
      active_connections: 1,
      active_sessions: 1,
      websocket_connections: 1,
      checks: { worker: { ok: true, error: null }, redis: { ok: true, error: null }, asr: { ok: true } },
      services: { tts: 'closed', redis: 'disabled', whisper: 'loaded', llm: 'disabled' },
    });
    expect(new Date(String(body.timestamp)).toISOString()).toBe(body.timestamp);
    await client.close();

    registry.workers = [];
    await expect
      .poll(async () => (await get('/health')).status, { timeout: 12_000, interval: 500 })
      .toBe(503);
    expect((await get('/health')).body).toMatchObject({
      status: 'unhealthy',
      worker: false,
      checks: { worker: { ok: false, error: 'no TTS worker is registered' } },
    });
    expect((await get('/readiness')).status).toBe(503);
    expect(await get('/liveness')).toMatchObject({ status: 200, body: { status: 'alive' } });
  });

  test('without Redis it is not healthy, but ready while known workers answer', async () => {
    const { registry } = await start({ redis: { url: 'redis://localhost' } });
    registry.reachable = false;
    expect(await get('/health')).toMatchObject({ status: 503, body: { redis: false, worker: true } });
    expect((await get('/health/ready')).status).toBe(200);
    expect((await get('/health/live')).status).toBe(200);
  });

  test('a check that hangs or throws has failed; one that is not required makes it degraded', async () => {
    const { url } = await start({}, { healthChecks: { llm: () => Promise.reject(new Error('refused')) } });
    const { status, body } = await get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'degraded', checks: { llm: { ok: false, error: 'refused' } } });
    expect(url).toContain('127.0.0.1');
  });
});

describe('a language model that is configured', () => {
  test('is asked: there or not there', async () => {
    const stub = createServer((request, response) => {
      response.statusCode = request.headers.authorization === 'Bearer k' ? 200 : 401;
      response.end('{"data":[]}');
    });
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
    const { port } = stub.address() as AddressInfo;
    const llm = { provider: 'openai', base_url: `http://127.0.0.1:${port}/v1/`, api_key: 'k' };
    await start({ llm });
    expect((await get('/health')).body).toMatchObject({ status: 'healthy', services: { llm: 'connected' } });
    await server?.orchestrator.close();
    await start({ llm: { ...llm, api_key: 'wrong' } });
    expect((await get('/health')).body).toMatchObject({
      status: 'degraded',
      checks: { llm: { ok: false, error: expect.stringContaining('401') } },
    });
    await server?.orchestrator.close();
    await new Promise((resolve) => stub.close(resolve));
    await start({ llm });
    expect((await get('/health')).body).toMatchObject({ services: { llm: 'disconnected' } });
  });
});

describe('figures', () => {
  test('the last line of a session holds its figures, also those of listening', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    });
    const logger = createLogger({ name: 'test', destination });
    const listeners = await createListenerFactory({ engine: 'energy', logger });
    const { webSocketUrl } = await start({}, { logger, listeners });
    const client = await TestClient.connect(webSocketUrl);
    client.send({ type: 'text', text: 'Hello there.' });
    client.socket.send(Buffer.alloc(32_000));
    await client.until(() => client.of('session_end').length === 1, 'the end');
    await client.close();
    const last = () => lines.find((line) => line.includes('session ended'));
    await expect.poll(last).toBeDefined();
    expect(JSON.parse(last() ?? '')).toMatchObject({
      session_id: client.of('session_start')[0]?.session_id,
      reason: 'client_disconnect',
      frame_count: client.of('audio').length,
      text_chunks: 1,
      barge_in_count: 0,
      session_duration_s: expect.any(Number),
      first_audio_latency_ms: expect.any(Number),
      listening: { engine: 'energy', frames_processed: 31, noise_floor: expect.any(Number), speech_ratio: 0 },
    });
    expect(lines.join('')).not.toContain('Hello there');
    await listeners.close();
  });

  test('a reply that no worker has the voice for counts as failed', async () => {
    const nothing = () => {};
    const silent = { write: nothing, finish: nothing, pause: nothing, resume: nothing, stop: nothing };
    const { webSocketUrl, url } = await start(
      {},
      {
        synthesis: {
          open(_request, sink) {
            setImmediate(() => sink.onError(new ParleyError('NOT_FOUND', 'no such voice')));
            return { ...silent, grantCredit: nothing };
          },
        },
      },
    );
    const client = await TestClient.connect(webSocketUrl);
    client.send({ type: 'text', text: 'Hello.' });
    await client.until(() => client.of('error').length === 1, 'the error');
    expect(sample(await (await fetch(`${url}/metrics`)).text(), 'parley_synthesis_errors_total')).toBe(1);
    await client.close();
  });

  test('a spoken text and a hold change the metrics, and the summary agrees', async () => {
    const { webSocketUrl, url } = await start();
    const before = await (await fetch(`${url}/metrics`)).text();
    const client = await TestClient.connect(`${webSocketUrl}?events=1`);
    client.send({ type: 'text', text: 'A sentence that takes a while.' });
    await client.until(() => client.of('audio').length > 5, 'sound');
    const noise = Buffer.from(
      Int16Array.from({ length: 1600 }, (_, i) => (i % 2 === 0 ? 9000 : -9000)).buffer,
    );
    client.socket.send(noise);
    client.socket.send(Buffer.alloc(32_000));
    await client.until(() => client.of('session_end').length === 1, 'the end');
    await client.close();
    const after = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      'parley_synthesis_total',
      'parley_worker_tasks_total{kind="tts"}',
      'parley_first_audio_latency_seconds_count',
      'parley_frame_jitter_seconds_count',
      'parley_barge_in_latency_seconds_count',
      'parley_session_duration_seconds_count',
    ]) {
      expect([name, sample(after, name)]).not.toEqual([name, sample(before, name)]);
      expect(sample(after, name)).toBeGreaterThan(0);
    }
    const { body } = await get('/metrics/summary');
    expect(body).toMatchObject({
      status: 'ok',
      metrics: { synthesis_total: 1, sessions_active: 0, workers_active: 2, worker_utilization_percent: 25 },
    });
    expect((body.metrics as Record<string, number>).synthesis_latency_p95_ms).toBeGreaterThan(0);
  });

  test('pickers see what workers offer', async () => {
    await start();
    expect((await get('/api/models')).body).toEqual({
      models: [
        { id: 'tts-model', kind: 'tts', languages: ['en'], resident: true },
        { id: 'asr-model', kind: 'asr', languages: ['en'], resident: true },
      ],
    });
    expect((await get('/api/voices')).body).toEqual({
      voices: [{ id: 'tts-model', model: 'tts-model', languages: ['en'] }],
    });
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

function sample(exposition: string, name: string): number {
  const line = exposition.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.split(' ').at(-1));
}

describe('SIGTERM', () => {
  test('the reply ends, new sessions are refused, and clients are told', async () => {
    const { webSocketUrl, orchestrator } = await start();
    const speaking = await TestClient.connect(webSocketUrl);
    const idle = await TestClient.connect(webSocketUrl);
    speaking.send({ type: 'text', text: 'A sentence that takes a little while to say.' });
    await speaking.until(() => speaking.of('audio').length > 2, 'sound');
    const drained = orchestrator.drain(10_000);
    expect((await refusal(webSocketUrl)).status).toBe(503);
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { draining: true } });
    await drained;
    expect(await idle.closed()).toBe(1001);
    expect(await speaking.closed()).toBe(1001);
    expect(speaking.of('session_end').map((end) => end.reason)).toEqual(['completed', 'shutdown']);
    expect(idle.of('session_end').map((end) => end.reason)).toEqual(['shutdown']);
    await expect(fetch(`${server?.url}/health/live`)).rejects.toThrow();
  });

  test('a reply longer than the grace time is cut', async () => {
    const { webSocketUrl, orchestrator } = await start();
    const client = await TestClient.connect(webSocketUrl);
    client.send({ type: 'text', text: 'A sentence that takes a good while to say, and then some.' });
    await client.until(() => client.of('audio').length > 2, 'sound');
    await orchestrator.drain(100);
    expect(client.of('session_end').at(-1)?.reason).toBe('shutdown');
    expect(client.of('session_end').map((end) => end.reason)).not.toContain('completed');
  });
});
