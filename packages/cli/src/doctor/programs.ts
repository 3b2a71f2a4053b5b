import { spawnSync } from 'node:child_process';
import type { Finding } from './check.js';

/** Programs that parts of the server or its tests start, and what they are good for. */
const PROGRAMS = [
  {
    command: 'redis-server',
    use: 'several orchestrators, or workers on other hosts',
    debian: 'redis-server',
  },
  { command: 'ffmpeg', use: 'audio files other than WAV', debian: 'ffmpeg' },
  { command: 'chromium', use: 'tests of the browser client', debian: 'chromium' },
] as const;

const SOUND = ['pacat', 'aplay', 'play'];

export function checkPrograms(): Finding[] {
  const findings = PROGRAMS.map(({ command, use, debian }): Finding => {
    const path = locate(command);
    return path === undefined
      ? {
          name: command,
          state: 'optional',
          detail: `not installed; for ${use}`,
          remedy: `apt-get install ${debian}`,
        }
      : { name: command, state: 'ok', detail: path, remedy: '' };
  });
  const player = SOUND.map(locate).find((path) => path !== undefined);
  findings.push({
    name: 'sound',
    state: player === undefined ? 'optional' : 'ok',
    detail: player ?? 'no program plays to a sound card; `parley talk` writes files instead',
    remedy: player === undefined ? 'apt-get install alsa-utils' : '',
  });
  return findings;
}

function locate(command: string): string | undefined {
  const { status, stdout } = spawnSync('which', [command], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
