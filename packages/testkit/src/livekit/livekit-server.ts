import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-port.js';
import { toolPath } from '../tool-path.js';

/** A LiveKit server of the test's own; every packet stays on this machine. */
export interface TestLiveKit {
  /** `ws://address:port`, for agents and people alike. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where it takes media. */
  readonly udpPort: number;
  /** Ends it as a crash does; its rooms are lost. */
  kill(): Promise<void>;
  /** Starts it again on the same ports, without rooms. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface TestLiveKitOptions {
  /** LiveKit tells this address of its rooms. */
  readonly webhookUrl?: string | undefined;
}

const API_KEY = 'test-key';
const API_SECRET = 'secret-of-the-tests-and-of-nothing-else';
const START_TIMEOUT_MS = 20_000;

/** Ask `requires('livekit-server')` first. */
export function startTestLiveKit(options: TestLiveKitOptions = {}): Promise<TestLiveKit> {
  // A port that was free may be somebody else's by the time the server asks for it; it then ends without a word.
  return startOnFreePorts(options).catch(() => startOnFreePorts(options));
}

async function startOnFreePorts(options: TestLiveKitOptions): Promise<TestLiveKit> {
  const address = ownAddress();
  const [port, tcpPort, udpPort = 0] = await freePorts(3, address);
  const folder = await mkdtemp(join(tmpdir(), 'parley-livekit-'));
  const configFile = join(folder, 'livekit.json');
  // JSON is YAML.
  await writeFile(
    configFile,
    JSON.stringify({
      port,
      bind_addresses: [address],
      keys: { [API_KEY]: API_SECRET },
      logging: { level: 'warn', pion_level: 'error' },
      rtc: {
        tcp_port: tcpPort,
        udp_port: udpPort,
        node_ip: address,
        use_external_ip: false,
        ...(address.startsWith('127.') && {
          enable_loopback_candidate: true,
          interfaces: { includes: ['lo'] },
        }),
        // Left empty, it would name public servers to every client.
        stun_servers: [`${address}:9`],
      },
      room: { departure_timeout: 2, empty_timeout: 10 },
      ...(options.webhookUrl !== undefined && {
        webhook: { api_key: API_KEY, urls: [options.webhookUrl] },
      }),
    }),
  );
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(toolPath('livekit-server') ?? 'livekit-server', ['--config', configFile], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    server = started;
    const untilMs = performance.now() + START_TIMEOUT_MS;
    while (!(await answers(`http://${address}:${port}`))) {
      if (started.exitCode !== null || performance.now() > untilMs) {
        throw new Error(`livekit-server did not start (exit status ${started.exitCode})`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function kill(): Promise<void> {
    const running = server;
    server = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  try {
    await start();
  } catch (error) {
    await kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `ws://${address}:${port}`,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    udpPort,
    kill,
    start,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(500) })).ok;
  } catch {
    return false; // Not yet.
  }
}

/**
 * The media library does not use the loopback interface. `npm test` runs as root in a network of its own, where
 * another interface carries a loopback address for it; the server is on the loopback interface then. Elsewhere the
 * machine's own address is taken, which no packet leaves.
 */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  if (addresses.some((address) => address.startsWith('127.'))) return '127.0.0.1';
  const [own] = addresses;
  if (process.getuid?.() === 0 || own === undefined) {
    throw new Error('LiveKit is tested in a network of its own: run it through npm test');
  }
  return own;
}
