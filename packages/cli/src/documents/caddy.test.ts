import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Command, eventually, runParley } from '../acceptance/server.rig.js';

const ready = requires('caddy');
const caddyfile = fileURLToPath(new URL('../../../../Caddyfile', import.meta.url));

/** Caddy's own authority signs for `localhost`; no store of this machine is asked to trust it. */
function get(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { rejectUnauthorized: false }, (response) => {
      let body = '';
      response.on('data', (part) => {
        body += String(part);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe.skipIf(!ready)('Caddyfile, with a real Caddy and a real orchestrator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-caddy-'));
  const livekit = createServer((_request, response) => response.end('livekit'));
  let orchestrator: Command;
  let caddy: ChildProcess;
  let said = '';
  let ports: Record<'http' | 'https' | 'alternative' | 'livekit', number>;

  beforeAll(async () => {
    await new Promise<void>((resolve) => livekit.listen(0, '127.0.0.1', resolve));
    orchestrator = runParley(['orchestrator', '--port', '0'], { PARLEY_MODELS_DIR: folder });
    let upstream: string | undefined;
    await eventually('the orchestrator listens', () => {
      upstream = /ready at http:\/\/(\S+)/.exec(orchestrator.err())?.[1];
      return upstream !== undefined;
    });
    ports = {
      http: await freePort(),
      https: await freePort(),
      alternative: await freePort(),
      livekit: await freePort(),
    };
    caddy = spawn('caddy', ['run', '--config', caddyfile, '--adapter', 'caddyfile'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        PARLEY_UPSTREAM: upstream,
        PARLEY_LIVEKIT: `127.0.0.1:${(livekit.address() as AddressInfo).port}`,
        PARLEY_HTTP_PORT: String(ports.http),
        PARLEY_HTTPS_PORT: String(ports.https),
        PARLEY_ALTERNATIVE_PORT: String(ports.alternative),
        PARLEY_LIVEKIT_TLS_PORT: String(ports.livekit),
      },
    });
    caddy.stderr?.on('data', (part) => {
      said += String(part);
    });
    await eventually('Caddy answers', async () => {
      if (caddy.exitCode !== null) throw new Error(said);
      return get(`https://localhost:${ports.https}/health/live`).then(
        ({ status }) => status === 200,
        () => false,
      );
    });
  });

  afterAll(async () => {
    caddy?.kill('SIGTERM');
    orchestrator?.kill('SIGTERM');
    await orchestrator?.ended;
    livekit.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('page and API come from the orchestrator, signalling from LiveKit', async () => {
    for (const port of [ports.https, ports.alternative]) {
      expect((await get(`https://localhost:${port}/`)).body).toContain('<title>parley');
      expect((await get(`https://localhost:${port}/api/models`)).body).toBe('{"models":[]}');
      expect((await get(`https://localhost:${port}/rtc/validate`)).body).toBe('livekit');
    }
    expect((await get(`https://localhost:${ports.livekit}/`)).body).toBe('livekit');
  });

  test('a page that came over HTTPS may open its WebSocket there, a foreign one may not', async () => {
    const open = (origin: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`wss://localhost:${ports.https}/ws`, {
          origin,
          rejectUnauthorized: false,
        });
        socket.on('message', (data) => {
          resolve(String(data));
          socket.close();
        });
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(String(statusCode)));
        socket.on('error', (error) => resolve(error.message));
      });
    expect(await open(`https://localhost:${ports.https}`)).toContain('session_start');
    expect(await open('https://elsewhere.example')).toBe('403');
  });

  test('plain HTTP is sent to HTTPS', async () => {
    const response = await fetch(`http://localhost:${ports.http}/`, { redirect: 'manual' });
    expect(response.status).toBe(308);
    expect(response.headers.get('location')).toMatch(/^https:\/\/localhost/);
  });
});
