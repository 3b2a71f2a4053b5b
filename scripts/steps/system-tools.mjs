import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './run.mjs';

/** Programs that tests start, and the Debian packages that bring them. */
const TOOLS = {
  'redis-server': 'redis-server',
  ffmpeg: 'ffmpeg',
  chromium: 'chromium',
  caddy: 'caddy',
  ip: 'iproute2',
  openssl: 'openssl',
};

/** Installs the missing ones where that is possible: as root on a Debian. Elsewhere the tests say what they lack. */
export async function provideSystemTools() {
  const missing = Object.keys(TOOLS).filter((name) => !isOnPath(name));
  if (missing.length === 0) return;
  const packages = missing.map((name) => TOOLS[name]).join(' ');
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    say(
      `▸ not here: ${missing.join(', ')}; tests that need them are skipped (on Debian: sudo apt-get install ${packages})`,
    );
    return;
  }
  say(`▸ installing ${missing.join(', ')} for the tests (apt-get)`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  for (const name of missing) {
    const args = ['install', '-y', '-qq', '--no-install-recommends', '-o=Dpkg::Use-Pty=0', TOOLS[name]];
    const code = await run('apt-get', args, { env });
    if (code !== 0) say(`  ${name} could not be installed (exit status ${code}); its tests are skipped`);
  }
}

export function isOnPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
