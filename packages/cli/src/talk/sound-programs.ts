import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { SAMPLE_RATE_HZ } from '@parley/protocol';

/** A program of the system that plays raw audio from its input, or records it to its output: mono s16le. */
export interface SoundProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** Rate at which microphones are recorded. */
export const RECORDING_RATE_HZ = 16_000;
/** Longer buffers of a player are heard as a late stop. */
const BUFFER_US = 60_000;

const rate = String(SAMPLE_RATE_HZ);
const recordRate = String(RECORDING_RATE_HZ);

/** Tried in this order; `device` is the program's own name for a sound card. */
const PLAYERS: readonly ((device: string | undefined) => SoundProgram)[] = [
  (device) => ({
    command: 'pacat',
    args: [
      '--playback',
      '--raw',
      '--format=s16le',
      `--rate=${rate}`,
      '--channels=1',
      '--latency-msec=60',
      ...(device ? [`--device=${device}`] : []),
    ],
  }),
  (device) => ({
    command: 'aplay',
    args: [
      '-q',
      '-t',
      'raw',
      '-f',
      'S16_LE',
      '-r',
      rate,
      '-c',
      '1',
      `--buffer-time=${BUFFER_US}`,
      ...(device ? ['-D', device] : []),
    ],
  }),
  () => ({
    command: 'play',
    args: ['-q', '--buffer', '2048', '-t', 'raw', '-e', 'signed', '-b', '16', '-r', rate, '-c', '1', '-'],
  }),
];

const RECORDERS: readonly ((device: string | undefined) => SoundProgram)[] = [
  (device) => ({
    command: 'pacat',
    args: [
      '--record',
      '--raw',
      '--format=s16le',
      `--rate=${recordRate}`,
      '--channels=1',
      '--latency-msec=20',
      ...(device ? [`--device=${device}`] : []),
    ],
  }),
  (device) => ({
    command: 'arecord',
    args: ['-q', '-t', 'raw', '-f', 'S16_LE', '-r', recordRate, '-c', '1', ...(device ? ['-D', device] : [])],
  }),
  () => ({
    command: 'rec',
    args: ['-q', '-t', 'raw', '-e', 'signed', '-b', '16', '-r', recordRate, '-c', '1', '-'],
  }),
];

/** How long a program must stay up to count as one that has found its sound card. */
const SETTLE_MS = 300;

/** Starts the first program that is there and keeps running; undefined where this machine has no sound card. */
export async function startSoundProgram(
  kind: 'player' | 'recorder',
  device: string | undefined,
): Promise<ChildProcess | undefined> {
  for (const programFor of kind === 'player' ? PLAYERS : RECORDERS) {
    const { command, args } = programFor(device);
    if (spawnSync('which', [command], { stdio: 'ignore' }).status !== 0) continue;
    const child = spawn(command, args, {
      stdio: kind === 'player' ? ['pipe', 'ignore', 'ignore'] : ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(true));
      child.once('exit', () => resolve(true));
    });
    const settled = new Promise<boolean>((resolve) => setTimeout(resolve, SETTLE_MS, false));
    if (!(await Promise.race([ended, settled]))) return child;
  }
  return undefined;
}
