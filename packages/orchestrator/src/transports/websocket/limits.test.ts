import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { assertCanListen } from '../../http/assert-can-listen.js';
import { refusal, TestClient } from '../../testing/test-client.js';
import { type ConfigChanges, startTestServer, type TestServer } from '../../testing/test-server.js';

let server: TestServer | undefined;

async function start(changes: ConfigChanges = {}): Promise<TestServer> {
  server = await startTestServer(changes);
  return server;
}

afterEach(async () => {
  await server?.orchestrator.close();
  server = undefined;
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('how many', () => {
  test('100 connections are open, the 101st gets 503, and one that closes makes room', async () => {
    const { webSocketUrl, orchestrator } = await start();
    const clients = await Promise.all(Array.from({ length: 100 }, () => TestClient.connect(webSocketUrl)));
    expect(await refusal(webSocketUrl)).toMatchObject({ status: 503 });
    expect(orchestrator.host.sessionCount).toBe(100);
    await clients[0]?.close();
    await expect.poll(() => orchestrator.host.sessionCount).toBe(99);
    const late = await TestClient.connect(webSocketUrl);
    expect(late.of('session_start').length).toBe(1);
  });

  test('200 sessions opened and closed at random points leave nothing behind', async () => {
    const { webSocketUrl, orchestrator, synthesis, recognition, listeners } = await start();
    await churn(webSocketUrl, 20);
    await expect.poll(() => orchestrator.host.sessionCount).toBe(0);
    await sleep(100);
    collectGarbage();
    const heapBefore = process.memoryUsage().heapUsed;
    const resourcesBefore = countResources();

    await churn(webSocketUrl, 200);

    await expect.poll(() => orchestrator.host.sessionCount).toBe(0);
    expect([synthesis.openStreams, recognition.openStreams, listeners.openListeners]).toEqual([0, 0, 0]);
    await expect.poll(countResources, { timeout: 5000 }).toEqual(resourcesBefore);
    collectGarbage();
    expect((process.memoryUsage().heapUsed - heapBefore) / 2 ** 20).toBeLessThan(10);
  });

  test('a full queue of texts is an error, and STOP gets through', async () => {
    const { webSocketUrl } = await start({
      session: { max_queued_texts: 3, max_messages_per_session: 1000 },
    });
    const client = await TestClient.connect(webSocketUrl);
    for (let index = 0; index < 12; index += 1)
      client.send({ type: 'text', text: `A long text, number ${index}.` });
    await client.until(() => client.of('error').length > 0, 'the error');
    expect(client.of('error')[0]?.code).toBe('LIMIT_EXCEEDED');
    client.send({ type: 'control', command: 'STOP' });
    await client.until(() => client.of('session_end').length > 0, 'the end');
    client.send({ type: 'text', text: 'Hi.' });
    await client.until(
      () => client.of('session_end').some((end) => end.reason === 'completed'),
      'a spoken text',
    );
  });

  test('the last message of a session ends it with its reason', async () => {
    const { webSocketUrl } = await start({ session: { max_messages_per_session: 2 } });
    const client = await TestClient.connect(webSocketUrl);
    for (const text of ['One.', 'Two.', 'Three.']) client.send({ type: 'text', text });
    expect(await client.closed()).toBe(1000);
    expect(client.of('session_end').at(-1)?.reason).toBe('max_messages');
  });
});

async function churn(url: string, count: number): Promise<void> {
  const lives = Array.from({ length: count }, async (_, index) => {
    await sleep(Math.random() * 500);
    const client = new TestClient(url);
    if (index % 10 === 0) {
      client.socket.terminate();
      return;
    }
    await client.until(() => client.messages.length > 0 || client.closeCode !== undefined, 'any answer');
    if (client.closeCode !== undefined) return;
    if (index % 2 === 0) client.send({ type: 'text', text: 'Something to say, for a while.' });
    if (index % 3 === 0) client.socket.send(Buffer.alloc(6400, 0x30));
    await sleep(Math.random() * 300);
    if (index % 4 === 0) client.socket.terminate();
    else client.socket.close();
    await client.closed();
  });
  await Promise.all(lives);
}

/** Sockets and the like; timers are left out, since the test has its own. */
function countResources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TCPWrap|Immediate/.test(name));
}

describe('clients that misbehave', () => {
  test('one that vanishes is gone within 5 s, with its reply', async () => {
    const { webSocketUrl, orchestrator, synthesis, listeners } = await start();
    const client = await TestClient.connect(webSocketUrl);
    client.send({ type: 'text', text: 'A sentence that would take a while to say.' });
    await client.until(() => client.of('audio').length > 2, 'sound');
    client.socket.terminate();
    await expect.poll(() => orchestrator.host.sessionCount, { timeout: 5000 }).toBe(0);
    expect([synthesis.openStreams, listeners.openListeners]).toEqual([0, 0]);
  });

  test('one that floods is read slowly, and the others are served meanwhile', async () => {
    const { webSocketUrl, orchestrator } = await start();
    const flooder = await TestClient.connect(webSocketUrl);
    flooder.socket.pause();
    const garbage = `{"type":"text","text":5${' '.repeat(2000)}}`;
    for (let index = 0; index < 20_000; index += 1) flooder.socket.send(garbage);
    const other = await TestClient.connect(webSocketUrl);
    other.send({ type: 'text', text: 'Hello.' });
    await other.until(() => other.of('session_end').length === 1, 'the end of the other text');
    expect(orchestrator.host.sessionCount).toBe(2);
    // The rest of the flood still waits on the flooder's side.
    expect(flooder.socket.bufferedAmount).toBeGreaterThan(0);
    flooder.socket.terminate();
    await expect.poll(() => orchestrator.host.sessionCount, { timeout: 5000 }).toBe(1);
  });

  test.each([
    ['in one message', 1],
    ['in many', 3000],
  ])('one that sends two minutes of audio %s and goes is gone within 5 s', async (_how, messages) => {
    const { webSocketUrl, orchestrator, listeners } = await start();
    const client = await TestClient.connect(webSocketUrl);
    const bytes = (120 * 32_000) / messages;
    for (let index = 0; index < messages; index += 1) client.socket.send(Buffer.alloc(bytes, 1));
    await expect.poll(() => listeners.heard.length).toBeGreaterThan(16_000);
    await sleep(200);
    client.socket.terminate();
    await expect.poll(() => orchestrator.host.sessionCount, { timeout: 5000 }).toBe(0);
    expect(listeners.openListeners).toBe(0);
  });

  test('audio faster than life waits outside, and all of it arrives', async () => {
    const { webSocketUrl, listeners } = await start();
    const client = await TestClient.connect(webSocketUrl);
    const seconds = 5;
    client.socket.send(Buffer.alloc(seconds * 32_000, 1));
    await sleep(100);
    expect(listeners.heard.length).toBeLessThan(3 * 16_000);
    await expect.poll(() => listeners.heard.length, { timeout: 5000 }).toBe(seconds * 16_000);
  });
});

describe('who may come in', () => {
  test('a token is wanted when there is one: in the header or the query', async () => {
    const { webSocketUrl, url } = await start({
      auth: { mode: 'token', tokens: ['t0ken'], admin_token: 'adm1n' },
    });
    expect(await refusal(webSocketUrl)).toMatchObject({
      status: 401,
      body: expect.stringContaining('UNAUTHORIZED'),
    });
    expect((await refusal(webSocketUrl, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await refusal(webSocketUrl, { authorization: 'Bearer t0ken' })).status).toBe(101);
    expect((await refusal(`${webSocketUrl}?token=adm1n`)).status).toBe(101);
    expect((await fetch(`${url}/api/models`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer t0ken' } })).status).toBe(200);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
  });

  test('pages of other origins are refused unless allowed; DNS rebinding does not help', async () => {
    const { webSocketUrl, orchestrator } = await start({
      auth: { allowed_origins: ['https://app.example'] },
    });
    const { port } = orchestrator.address;
    expect((await refusal(webSocketUrl, { origin: 'https://evil.example' })).status).toBe(403);
    const rebound = { origin: `http://evil.example:${port}`, host: `evil.example:${port}` };
    expect((await refusal(webSocketUrl, rebound)).status).toBe(403);
    expect((await refusal(webSocketUrl, { origin: 'null' })).status).toBe(403);
    expect((await refusal(webSocketUrl, { origin: `http://127.0.0.1:${port}` })).status).toBe(101);
    expect((await refusal(webSocketUrl, { origin: 'https://app.example' })).status).toBe(101);
  });

  test('the network is not let in by accident', async () => {
    const exposed = { transport: { websocket: { host: '0.0.0.0', port: 0 } } };
    await expect(start(exposed)).rejects.toThrow(
      /Refusing to listen on 0\.0\.0\.0.*PARLEY_API_TOKENS.*auth\.mode: open/,
    );
    const { url } = await start({ ...exposed, auth: { mode: 'open' } });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  test('a port that is taken is named, with the way to another', async () => {
    const { orchestrator } = await start();
    const { port } = orchestrator.address;
    await expect(startTestServer({ transport: { websocket: { port } } })).rejects.toThrow(
      new RegExp(`Port ${port} .* in use.*PARLEY_PORT`),
    );
    await expect(assertCanListen('127.0.0.1', port)).rejects.toThrow(
      new RegExp(`Port ${port} .* in use.*PARLEY_PORT`),
    );
    await orchestrator.close();
    await assertCanListen('127.0.0.1', port);
    server = await startTestServer({ transport: { websocket: { port } } });
  });
});
