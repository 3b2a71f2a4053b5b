import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, say } from './run.mjs';
import { isOnPath } from './system-tools.mjs';

/** The last version that installs as a Go module; later ones have `replace` lines. */
const MODULE = 'github.com/livekit/livekit-server/cmd/server@v1.13.5';

/** Builds the LiveKit server that tests start, once, into the user's cache folder; needs Go. */
export async function provideLiveKit() {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parley', 'tools');
  const binary = join(folder, 'livekit-server');
  if (existsSync(binary) || isOnPath('livekit-server')) return;
  if (!isOnPath('go')) {
    say('▸ not here: go; tests that need a LiveKit server are skipped (https://go.dev/dl)');
    return;
  }
  say('▸ building livekit-server for the tests (once; about a minute)');
  mkdirSync(folder, { recursive: true });
  const code = await run('go', ['install', MODULE], {
    env: { GOBIN: folder, GOTOOLCHAIN: 'local' },
    quiet: true,
  });
  if (code === 0) renameSync(join(folder, 'server'), binary);
  else say(`  it could not be built (exit status ${code}); its tests are skipped`);
}
