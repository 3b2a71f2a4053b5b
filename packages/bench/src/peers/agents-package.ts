import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The version that is measured. */
export const AGENTS_VERSION = '1.9.0';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const MODELS_LEFT_OUT = 'models-left-out';

const PACKAGE = {
  private: true,
  dependencies: {
    '@livekit/agents': AGENTS_VERSION,
    '@livekit/agents-plugin-silero': AGENTS_VERSION,
    '@livekit/rtc-node': '0.13.34',
    zod: '4.6.7',
  },
  // Models of the framework's own, with a licence of their own, which are not measured: it runs without them.
  overrides: { '@livekit/local-inference': `file:./${MODELS_LEFT_OUT}` },
};

/** Where it is installed once, outside the project: it is no dependency of it. */
export function agentsFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'parley', 'peers', `livekit-agents-${AGENTS_VERSION}`);
}

export function areAgentsInstalled(): boolean {
  return existsSync(agentsFolder());
}

/** Installs the framework with npm where it is missing. Throws what npm says. */
export async function installAgents(): Promise<void> {
  if (areAgentsInstalled()) return;
  const target = agentsFolder();
  await mkdir(join(target, '..'), { recursive: true });
  const folder = await mkdtemp(`${target}-`);
  try {
    await mkdir(join(folder, MODELS_LEFT_OUT));
    const leftOut = { name: '@livekit/local-inference', version: '0.0.0' };
    await writeFile(join(folder, MODELS_LEFT_OUT, 'package.json'), JSON.stringify(leftOut));
    await writeFile(join(folder, 'package.json'), JSON.stringify(PACKAGE));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retry-maxtimeout=2000'];
    await promisify(execFile)('npm', ['install', ...options], { cwd: folder, timeout: INSTALL_TIMEOUT_MS });
    await rename(folder, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
