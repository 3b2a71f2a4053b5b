import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requires, speechFixture } from '@parley/testkit';
import { PARLEY } from './parley-server.js';

/** A clip that ends as a question does, by its name and its words. */
export const QUESTION = ['ask-brooklyn-bridge', 'How long is the Brooklyn Bridge?'] as const;

const recorded = (name: string) => existsSync(speechFixture(name));

/** Whether there is speech for a microphone: recordings, or the voice that can stand in for them. */
export function speechIsHere(name: string): boolean {
  return recorded(name) || requires('model:hibari-en-us');
}

/** Path of a WAV file in which somebody says this: the recording of that name, else the default voice. */
export async function speechClip(name: string, words: string): Promise<string> {
  if (recorded(name)) return speechFixture(name);
  const file = join(await mkdtemp(join(tmpdir(), 'parley-')), `${name}.wav`);
  const child = spawn(process.execPath, [PARLEY, 'say', '--model', 'hibari-en-us', '--output', file, words], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`parley say ended with ${code}`);
  return file;
}
