import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav, parseWav } from '@parley/audio';

export interface Utterance {
  readonly path: string;
  /** Silence after it. */
  readonly pauseMs: number;
}

/** What Chromium plays round and round as its microphone: recordings, each with silence after it. */
export async function microphoneFile(utterances: readonly Utterance[]): Promise<string> {
  const clips = await Promise.all(
    utterances.map(async ({ path, pauseMs }) => ({ ...parseWav(await readFile(path)), pauseMs })),
  );
  const rateHz = clips[0]?.sampleRateHz ?? 16_000;
  if (clips.some(({ sampleRateHz }) => sampleRateHz !== rateHz)) throw new Error('The rates differ.');
  const pieces = clips.map(({ samples, pauseMs }) => {
    const padded = new Int16Array(samples.length + (pauseMs * rateHz) / 1000);
    padded.set(samples);
    return padded;
  });
  const whole = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  const file = join(await mkdtemp(join(tmpdir(), 'parley-')), 'microphone.wav');
  await writeFile(file, encodeWav(whole, rateHz));
  return file;
}
