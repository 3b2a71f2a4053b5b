import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseWavMono, rms } from '@parley/audio';
import { requires, speechFixture } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../bin/parley.js', import.meta.url));
const ready = requires(
  'fixtures',
  'model:hibari-en-us',
  'model:moonshine-base-en',
  'model:silero-vad-v6',
  'model:smart-turn-v3',
);

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function parley(
  args: readonly string[],
  input = '',
): { child: ChildProcess; ended: Promise<Ended>; err: () => string } {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout?.on('data', (part) => {
    out += String(part);
  });
  child.stderr?.on('data', (part) => {
    err += String(part);
  });
  child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (status) => resolve({ status, out, err })),
  );
  return { child, ended, err: () => err };
}

describe.skipIf(!ready)('parley serve, with real models', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-serve-'));
  let server: ReturnType<typeof parley>;
  let url = '';

  beforeAll(async () => {
    server = parley(['serve', '--port', '0', '--log-level', 'warn']);
    while (url === '') {
      url = /--host (\S+)/.exec(server.err())?.[1] ?? '';
      if (server.child.exitCode !== null) throw new Error(server.err());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 60_000);

  afterAll(async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    rmSync(folder, { recursive: true });
  });

  test('typed text is spoken, and the reply is a file with sound in it', async () => {
    const { status, err } = await parley(['cli', '--host', url, '--out', folder], 'Hello, this is a test.\n')
      .ended;
    expect(err).toContain('reply-1.wav');
    expect(status).toBe(0);
    const { samples, sampleRateHz } = parseWavMono(readFileSync(join(folder, 'reply-1.wav')));
    expect(sampleRateHz).toBe(48_000);
    expect(samples.length / sampleRateHz).toBeGreaterThan(0.8);
    expect(rms(samples)).toBeGreaterThan(0.01);
  }, 60_000);

  test('a recorded question is understood and answered, and the events tell it in order', async () => {
    const talk = parley(['talk', '--host', url, '--in', speechFixture('ask-weather'), '--json']);
    const { status, out } = await talk.ended;
    expect(status).toBe(0);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const at = (test: (event: Record<string, unknown>) => boolean): number => events.findIndex(test);
    const heard = at(({ event, isFinal }) => event === 'transcript' && isFinal === true);
    expect(events[heard].text.toLowerCase()).toContain('weather');
    const speech = at(({ event, active }) => event === 'speech' && active === true);
    const answer = events.findIndex(({ event }, index) => index > heard && event === 'audio');
    expect(speech).toBeGreaterThanOrEqual(0);
    expect(heard).toBeGreaterThan(speech);
    expect(answer).toBeGreaterThan(heard);
  }, 90_000);

  test('a terminated server ends its workers and exits cleanly', async () => {
    const workers = await childrenOf(server.child.pid ?? 0);
    expect(workers.length).toBe(2);
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
  }, 60_000);
});

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).map(Number);
}
