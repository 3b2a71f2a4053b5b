import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@parley/testkit';

const CADDYFILE = join(import.meta.dirname, '../../../../Caddyfile');
const START_TIMEOUT_MS = 20_000;

export interface TestCaddy {
  /** `https://localhost:port`, signed by an authority that no browser knows. */
  readonly url: string;
  close(): Promise<void>;
}

/** The Caddyfile as it is shipped, in front of a server and a LiveKit of the test. Ask `requires('caddy')` first. */
export async function startTestCaddy(serverUrl: string, livekitUrl: string): Promise<TestCaddy> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-caddy-'));
  const [http, https, alternative, livekitTls] = await freePorts(4);
  const caddy = spawn('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      PARLEY_UPSTREAM: new URL(serverUrl).host,
      PARLEY_LIVEKIT: new URL(livekitUrl).host,
      PARLEY_HTTP_PORT: String(http),
      PARLEY_HTTPS_PORT: String(https),
      PARLEY_ALTERNATIVE_PORT: String(alternative),
      PARLEY_LIVEKIT_TLS_PORT: String(livekitTls),
    },
  });
  let said = '';
  caddy.stderr.on('data', (part) => {
    said += String(part);
  });
  const untilMs = performance.now() + START_TIMEOUT_MS;
  while (!said.includes('serving initial configuration')) {
    if (caddy.exitCode !== null || performance.now() > untilMs)
      throw new Error(`Caddy did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `https://localhost:${https}`,
    async close() {
      const exited = once(caddy, 'exit');
      caddy.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
