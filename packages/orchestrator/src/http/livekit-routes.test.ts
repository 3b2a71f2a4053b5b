import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AccessToken } from 'livekit-server-sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.js';

const SECRET = 'a-secret-of-the-tests-with-enough-characters';

describe('the way into a room', () => {
  let server: TestServer | undefined;

  afterEach(async () => {
    await server?.orchestrator.close();
    server = undefined;
  });

  /** Nobody is asked to be at this address: details and webhooks do without. */
  async function start(changes: object = {}, auth: object = {}): Promise<TestServer> {
    server = await startTestServer({
      transport: {
        websocket: { port: 0 },
        livekit: { enabled: true, url: 'ws://127.0.0.1:1', api_secret: SECRET, ...changes },
      },
      auth,
    });
    return server;
  }

  function details(headers: Record<string, string> = {}, body?: unknown): Promise<Response> {
    return fetch(`${server?.url}/api/connection-details`, {
      method: 'POST',
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  test('gives a token that opens one room that cannot be guessed, for a quarter of an hour', async () => {
    await start();
    const response = await details({}, { room_config: { agents: [{ agent_name: 'parley' }] } });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const first = (await response.json()) as Record<string, string>;
    const second = (await (await details()).json()) as Record<string, string>;
    expect(first.roomName).toMatch(/^tts-session-[\w-]{22}$/);
    expect(second.roomName).not.toBe(first.roomName);
    expect(first.serverUrl).toBe('ws://127.0.0.1:1');
    const claims = claimsOf(first.participantToken ?? '');
    expect(claims.exp - claims.nbf).toBe(900);
    expect(claims.sub).toBe(first.participantName);
    expect(claims.video).toMatchObject({ roomJoin: true, room: first.roomName });
    expect(claims.video).not.toHaveProperty('roomAdmin');
  });

  test.each([
    ['https://localhost:8443', 'wss://localhost:8444'],
    ['https://voice.example', 'wss://voice.example'],
    ['http://192.168.1.5:8080', 'ws://192.168.1.5:1'],
    ['http://localhost:8080', 'ws://127.0.0.1:1'],
  ])('a page on %s finds LiveKit at %s', async (origin, serverUrl) => {
    await start({}, { allowed_origins: [origin] });
    expect(await (await details({ origin })).json()).toMatchObject({ serverUrl });
  });

  test('a page of elsewhere gets none', async () => {
    await start();
    expect((await details({ origin: 'https://evil.example' })).status).toBe(403);
  });

  test('wants a token where the server does', async () => {
    await start({}, { mode: 'token', tokens: ['the-token'] });
    expect((await details()).status).toBe(401);
    expect((await details({ authorization: 'Bearer the-token' })).status).toBe(200);
  });

  test('an address that asks too often is told when to come again', async () => {
    await start({ connection_details_per_minute: 6 });
    for (let call = 0; call < 5; call += 1) expect((await details()).status).toBe(200);
    const refused = await details();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  test('a body that is none of ours is refused', async () => {
    await start();
    expect((await details({}, { room_config: { agents: 'all' } })).status).toBe(400);
  });

  test('only LiveKit calls the webhook', async () => {
    await start({}, { mode: 'token', tokens: ['the-token'] });
    const body = JSON.stringify({ event: 'participant_joined', room: { name: 'tts-session-x' } });
    expect((await webhook(body, await signature(body, SECRET))).status).toBe(200);
    expect((await webhook(body, await signature(body, SECRET.toUpperCase()))).status).toBe(401);
    expect((await webhook(`${body} `, await signature(body, SECRET))).status).toBe(401);
    expect((await webhook(body, '')).status).toBe(401);
  });

  function webhook(body: string, authorization: string): Promise<Response> {
    return fetch(`${server?.url}/api/livekit/webhook`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/webhook+json' },
      body,
    });
  }

  test('a secret that is too short is refused at the start, with its length', async () => {
    await expect(start({ api_secret: 'short' })).rejects.toThrow(/LIVEKIT_API_SECRET.* 5 characters.* 32/s);
  });

  test('the secret for development is refused where clients need tokens, and only there', async () => {
    const development = 'parley-development-secret-not-for-production';
    await expect(
      start({ api_secret: development }, { mode: 'token', tokens: ['the-token'] }),
    ).rejects.toThrow(/LIVEKIT_API_SECRET.* for development/s);
    await start({ api_secret: development });
    expect((await details()).status).toBe(200);
  });

  test('behind a proxy that is trusted each of its clients has a limit of its own', async () => {
    const calls = async (trusted: string[]): Promise<number[]> => {
      server = await startTestServer({
        transport: {
          websocket: { port: 0, trusted_proxies: trusted },
          livekit: {
            enabled: true,
            url: 'ws://127.0.0.1:1',
            api_secret: SECRET,
            connection_details_per_minute: 6,
          },
        },
      });
      const statuses: number[] = [];
      for (let call = 0; call < 6; call += 1)
        statuses.push((await details({ 'x-forwarded-for': `192.0.2.${call}` })).status);
      await server.orchestrator.close();
      return statuses;
    };
    // Nobody but a trusted proxy may say whose request it is.
    expect(await calls([])).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await calls(['10.0.0.0/8'])).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await calls(['loopback'])).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test('while disabled nothing native is loaded and no process runs', async () => {
    server = await startTestServer();
    expect((await details()).status).toBe(404);
    expect(await readFile('/proc/self/maps', 'utf8')).not.toMatch(/livekit/i);
    const health = (await (await fetch(`${server.url}/health`)).json()) as {
      checks: { livekit: { disabled?: boolean } };
    };
    expect(health.checks.livekit.disabled).toBe(true);
  });
});

async function signature(body: string, secret: string): Promise<string> {
  const token = new AccessToken('devkey', secret);
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return token.toJwt();
}

function claimsOf(token: string): { exp: number; nbf: number; sub: string; video: Record<string, unknown> } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
