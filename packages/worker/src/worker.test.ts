import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { loadPackageDefinition, Metadata, status } from '@grpc/grpc-js';
import { FRAME_BYTES } from '@parley/protocol';
import { channelCredentials } from '@parley/runtime/grpc';
import { createAsrTestClient, createTtsTestClient, type TtsTestClient } from '@parley/testkit';
import { afterEach, expect, test } from 'vitest';
import { type RunningWorker, startWorker } from './start-worker.js';
import { testModels } from './test-models.js';
import type { WorkerOptions } from './worker-options.js';

const models = testModels(
  { id: 'tone', family: 'tone' },
  { id: 'tone-live', family: 'tone', settings: { realTimeFactor: 1 } },
  { id: 'tone-high', family: 'tone', settings: { frequencyHz: 880 } },
  { id: 'no-engine', family: 'nothing' },
  { id: 'scripted', family: 'scripted' },
  // The first utterance is the warm-up.
  { id: 'failing', family: 'scripted', settings: { failUtterances: [2] } },
);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function begin(
  options: Partial<WorkerOptions> = {},
): Promise<{ worker: RunningWorker; client: TtsTestClient }> {
  const worker = await startWorker({ kind: 'tts', name: 'w', defaultModelId: 'tone', models, ...options });
  const client = createTtsTestClient({ address: worker.addr });
  open.push(worker, client);
  return { worker, client };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

test('the registry entry is a projection of what the worker is and does now', async () => {
  const { worker, client } = await begin({ maxConcurrentSessions: 5, hardware: { gpu: 'none' } });
  expect(worker.entry).toMatchObject({
    name: 'w',
    kind: 'tts',
    addr: expect.stringMatching(/^grpc:\/\/127\.0\.0\.1:\d+$/),
    capabilities: { streaming: true, cpu_ok: true, languages: ['en'], max_concurrent_sessions: 5 },
    resident_models: ['tone'],
    metrics: { active_sessions: 0, models_loaded: 1, model_references: 0, queue_depth: 0 },
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: { gpu: 'none' },
  });
  const id = await client.start('tone-high');
  await client.speak(id, ['Hello.']).done;
  expect(worker.entry.resident_models).toEqual(['tone', 'tone-high']);
  expect(worker.entry.metrics).toMatchObject({ active_sessions: 1, model_references: 1 });
  expect(worker.entry.metrics.rtf).toBeGreaterThan(0);
});

test('a default model that cannot be loaded aborts the start, and says why', async () => {
  const start = (defaultModelId: string, families?: string[]) =>
    startWorker({ kind: 'tts', defaultModelId, models, families });
  await expect(start('absent')).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'no model absent' });
  await expect(start('no-engine')).rejects.toThrow('nothing');
  await expect(start('tone', ['hibari'])).rejects.toThrow('this worker serves hibari');
});

test('a model that no engine can load is not offered', async () => {
  const { client } = await begin();
  const offered = await new Promise<string[]>((resolve, reject) => {
    client.raw.ListModels({}, (error, response) =>
      error === null ? resolve((response?.models ?? []).map(({ model_id }) => model_id)) : reject(error),
    );
  });
  expect(offered).toContain('tone');
  expect(offered).not.toContain('no-engine');
});

test('a port in use is named', async () => {
  const { worker } = await begin();
  const grpcPort = Number(worker.addr.split(':').at(-1));
  await expect(startWorker({ kind: 'tts', defaultModelId: 'tone', models, grpcPort })).rejects.toThrow(
    `127.0.0.1:${grpcPort}: the port is taken`,
  );
});

test('options that the voice does not have are reported', async () => {
  const { client } = await begin();
  const answer = await new Promise<{ success: boolean; message: string } | undefined>((resolve, reject) => {
    client.raw.StartSession(
      { session_id: 's', options: { speed: '2', emotion: 'joy' } },
      (error, response) => (error === null ? resolve(response) : reject(error)),
    );
  });
  expect(answer).toEqual({ success: true, message: 'not supported by tone: emotion' });
  const twice = await client.speak('s', ['0123456789']).done;
  expect(twice.filter(({ audio_data }) => audio_data.length > 0)).toHaveLength(15);
});

test('a session may name a model while another speaks with the old one', async () => {
  const { client } = await begin();
  const [low, high] = [await client.start('tone'), await client.start('tone-high')];
  const [a, b] = await Promise.all([
    client.speak(low, ['Same text.']).done,
    client.speak(high, ['Same text.']).done,
  ]);
  // The end comes with the last sound, or after it.
  const sound = (frames: typeof a) => frames.filter(({ audio_data }) => audio_data.length > 0);
  expect(sound(a)).toHaveLength(sound(b).length);
  expect(a[3]?.audio_data.equals(b[3]?.audio_data ?? Buffer.alloc(0))).toBe(false);
});

test('a newer generation takes over from the one that speaks; an older one is refused', async () => {
  const { client } = await begin({ defaultModelId: 'tone-live' });
  const id = await client.start();
  const first = client.open(id);
  first.write({ text: 'A long text that is spoken in real time.', generation: 5 });
  await first.atLeast(2);
  const older = client.open(id);
  older.write({ text: 'No.', generation: 4 });
  await expect(older.done).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  const second = client.open(id);
  second.write({ text: 'Yes.', generation: 6, is_final: true });
  expect((await first.done).at(-1)).toMatchObject({ is_final: true, stopped: true, generation: 5 });
  expect((await second.done).at(-1)).toMatchObject({ is_final: true, stopped: false, generation: 6 });
});

test('frames that wait for credit leave in one message where the client allows it', async () => {
  const { client } = await begin();
  const call = client.open(await client.start());
  call.write({ text: 'A long text. '.repeat(1000), frames_per_message: 10, credit_frames: 1 });
  await call.atLeast(1);
  const full = () => call.items.some(({ audio_data }) => audio_data.length === 10 * FRAME_BYTES);
  // The voice is ahead of what it may send before long.
  while (!full()) {
    call.write({ credit_frames: 14 });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  call.write({ control: 'STOP' });
  let frames = 0;
  for (const { audio_data, sequence_number } of await call.done) {
    expect(sequence_number).toBe(frames + 1);
    frames += audio_data.length / FRAME_BYTES;
  }
});

test('a reader that takes nothing holds the voice back; others are not disturbed', async () => {
  const { worker, client } = await begin();
  const [slow, brisk] = [await client.start(), await client.start()];
  const text = 'x'.repeat(50_000);
  const stuck = client.open(slow);
  stuck.stream.pause();
  stuck.write({ text, sequence_number: 1, is_final: true });
  expect(await client.speak(brisk, ['Another one speaks.']).done).not.toHaveLength(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  // 50 minutes of audio are asked for; nothing near that may be made, and what was made is bounded by buffers.
  const memoryBefore = process.memoryUsage().arrayBuffers;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(process.memoryUsage().arrayBuffers - memoryBefore).toBeLessThan(5_000_000);
  expect(worker.entry.metrics.queue_depth).toBe(1);
  stuck.cancel();
  await until(() => worker.entry.metrics.queue_depth === 0);
});

test('too long a reply is refused, and the session goes on', async () => {
  const { client } = await begin();
  const id = await client.start();
  const call = client.open(id);
  call.write({ text: 'x'.repeat(100_001), is_final: true });
  await expect(call.done).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  expect(await client.speak(id, ['Hello.']).done).not.toHaveLength(0);
});

test('a client whose connection is cut gives back its sessions and their models', async () => {
  const { worker, client: other } = await begin({ clientLossGraceMs: 50, defaultModelId: 'tone-live' });
  const wire = await cuttableWire(Number(worker.addr.split(':').at(-1)));
  const client = createTtsTestClient({ address: `127.0.0.1:${wire.port}` });
  open.push(client);
  const ids = await Promise.all([client.start(), client.start(), other.start()]);
  const call = client.open(ids[0] ?? '');
  call.write({ text: 'x'.repeat(10_000) });
  await call.atLeast(1);
  expect(worker.entry.metrics).toMatchObject({ active_sessions: 3, model_references: 3 });
  wire.cut();
  await until(() => worker.entry.metrics.active_sessions === 1);
  expect(worker.entry.metrics.model_references).toBe(1);
  expect(worker.entry.metrics.queue_depth).toBe(0);
  expect(await other.speak(ids[2] ?? '', ['Still here.']).done).not.toHaveLength(0);
});

/** A TCP relay to a port of this machine that can be cut, as a network or a killed client would. */
async function cuttableWire(port: number): Promise<{ port: number; cut(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  open.push({ close: cut });
  return { port: (server.address() as AddressInfo).port, cut };
}

test('draining refuses new sessions and lets the reply that runs come to its end', async () => {
  const { worker, client } = await begin({ defaultModelId: 'tone-live' });
  const id = await client.start();
  const call = client.speak(id, ['Spoken to its end.']);
  await call.atLeast(2);
  const drained = worker.drain(10_000);
  await expect(client.start()).rejects.toMatchObject({ code: status.UNAVAILABLE });
  const frames = await call.done;
  expect(frames.at(-1)).toMatchObject({ is_final: true, stopped: false });
  expect(frames.length).toBeGreaterThan(50);
  await drained;
  await worker.close();
});

test('draining ends what takes longer than the grace time', async () => {
  const { worker, client } = await begin({ defaultModelId: 'tone-live' });
  const id = await client.start();
  const call = client.open(id);
  call.write({ text: 'x'.repeat(10_000) });
  await call.atLeast(2);
  await worker.drain(50);
  const frames = await call.done.catch(() => []);
  expect(frames.length).toBeLessThan(1000);
});

test('the standard health service answers', async () => {
  const { worker } = await begin();
  const address = worker.addr.replace('grpc://', '');
  const { protoPath } = await import('grpc-health-check');
  const { loadSync } = await import('@grpc/proto-loader');
  const health = loadPackageDefinition(loadSync(protoPath, { enums: String })) as unknown as HealthProto;
  const client = new health.grpc.health.v1.Health(address, channelCredentials());
  open.push(client);
  const answer = await new Promise((resolve, reject) => {
    client.Check({ service: 'tts.TTSService' }, (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
  expect(answer).toEqual({ status: 'SERVING' });
});

test('reflection lists the service', async () => {
  const { client } = await begin();
  // ServerReflectionRequest{list_services: "*"}, as bytes; the answer holds names in plain text.
  const bytes = (value: Buffer) => value;
  const method = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
  const call = client.raw.makeBidiStreamRequest(method, bytes, bytes, new Metadata(), {});
  const answer = new Promise<Buffer>((resolve, reject) => call.on('data', resolve).on('error', reject));
  call.end(Buffer.from([0x3a, 0x01, 0x2a]));
  expect((await answer).toString('latin1')).toContain('tts.TTSService');
});

interface HealthProto {
  grpc: { health: { v1: { Health: new (address: string, credentials: unknown) => HealthClient } } };
}
interface HealthClient {
  Check(request: { service: string }, callback: (error: Error | null, response?: unknown) => void): void;
  close(): void;
}

test('a recogniser that fails ends the call with a clear error, and the next call works', async () => {
  const worker = await startWorker({ kind: 'asr', name: 'a', defaultModelId: 'failing', models });
  const client = createAsrTestClient({ address: worker.addr });
  open.push(worker, client);
  const id = await client.start();
  const samples = Int16Array.from({ length: 16_000 }, (_, i) => 8000 * Math.sin(i / 5));
  const call = client.open(id);
  call.say({ samples, sampleRateHz: 16_000 });
  call.halfClose();
  await expect(call.done).rejects.toMatchObject({ code: status.INTERNAL });
  const again = client.open(id);
  again.say({ samples, sampleRateHz: 16_000 });
  again.halfClose();
  expect((await again.done).at(-1)).toMatchObject({ kind: 'FINAL', text: expect.stringContaining('hello') });
  expect(worker.entry.metrics.queue_depth).toBe(0);
});

test('hours of audio sent at once are held back, and all of it is heard', async () => {
  const worker = await startWorker({ kind: 'asr', name: 'a', defaultModelId: 'scripted', models });
  const client = createAsrTestClient({ address: worker.addr });
  open.push(worker, client);
  const id = await client.start();
  const call = client.open(id);
  const second = { samples: new Int16Array(16_000), sampleRateHz: 16_000 };
  for (let count = 0; count < 600; count++) call.say(second);
  call.halfClose();
  expect((await call.done).at(-1)).toMatchObject({ kind: 'FINAL', end_ms: 600_000 });
});
