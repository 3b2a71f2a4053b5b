import { readFileSync } from 'node:fs';
import { float32ToInt16, parseWavMono } from '@parley/audio';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { createLogger } from '@parley/runtime';
import { requires, speechFixture } from '@parley/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createListenerFactory } from '../../listening/index.js';
import type { ListenerFactory } from '../../listening/listener.js';
import { TestClient } from '../../testing/test-client.js';
import { startTestServer, type TestServer } from '../../testing/test-server.js';

const LONG = 'This is a reply that goes on for quite a while, so that there is time to speak over it.';

/** Recordings of people, real voice activity, a real socket; only the recogniser is scripted. */
describe.skipIf(!requires('fixtures', 'model:silero-vad-v6'))('real speech over the agent', () => {
  let server: TestServer;
  let listeners: ListenerFactory;

  beforeAll(async () => {
    const models = createModelStore({
      directory: modelsDirectory(process.env),
      catalogue: await loadCatalogue(),
    });
    listeners = await createListenerFactory({
      models,
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    server = await startTestServer({}, { listeners });
  });
  afterAll(async () => {
    await server.orchestrator.close();
    await listeners.close();
  });
  beforeEach(() => {
    server.recognition.saying = '';
  });

  async function speaking(query: string): Promise<TestClient> {
    const client = await TestClient.connect(`${server.webSocketUrl}?events=1${query}`);
    client.send({ type: 'text', text: LONG });
    await client.until(() => client.of('audio').length > 10, 'sound');
    return client;
  }

  test.each([
    ['16 kHz binary', ''],
    ['48 kHz binary', '&input_rate=48000'],
  ])('a question stops the reply and is answered (%s)', async (_name, query) => {
    const client = await speaking(query);
    server.recognition.saying = 'what is the weather like';
    const rate = query === '' ? 1 : 3;
    await stream(client, 'ask-weather', rate);
    await client.until(() => client.of('session_end').length >= 1, 'the end of the old reply');
    await client.until(() => client.of('transcript').some((message) => message.is_final), 'the transcript');
    await client.until(
      () => client.of('reply_text').some((message) => message.text.includes('You said')),
      'the answer',
    );
    const actions = client.of('playback').map((message) => message.action);
    expect(actions[0]).toBe('hold');
    expect(actions).toContain('flush');
    expect(client.of('session_end')[0]?.reason).toBe('stopped');
    await client.close();
  });

  test('noise alone does not hold it', async () => {
    const client = await speaking('');
    await stream(client, 'noise-picovoice', 1, 2000);
    expect(client.of('playback')).toEqual([]);
    await client.close();
  });
});

/** Sends a recording as a microphone would, with two seconds of silence after it. Repeats samples for higher rates. */
async function stream(client: TestClient, name: string, repeat: number, limitMs = 10_000): Promise<void> {
  const { samples } = parseWavMono(readFileSync(speechFixture(name)));
  const speech = float32ToInt16(samples.subarray(0, limitMs * 16));
  const all = new Int16Array((speech.length + 2 * 16_000) * repeat);
  for (let i = 0; i < speech.length * repeat; i += 1) all[i] = speech[Math.floor(i / repeat)] ?? 0;
  const startMs = performance.now();
  const packet = 320 * repeat;
  for (let at = 0, sent = 0; at < all.length; at += packet, sent += 1) {
    const waitMs = startMs + sent * 20 - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    client.socket.send(Buffer.from(all.buffer, at * 2, Math.min(packet, all.length - at) * 2));
  }
}
