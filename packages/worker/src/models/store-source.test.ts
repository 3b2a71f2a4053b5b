import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStoreSource } from './store-source.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-store-source-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('a test tone is offered only by a worker that was told to serve it, and can be asked for by name of any', async () => {
  const plain = await createStoreSource({ kind: 'tts', directory, named: ['hibari-en-us'] });
  expect(await plain.list()).toEqual([]);
  expect(await plain.resolve('tone-440')).toMatchObject({ id: 'tone-440', family: 'tone' });
  const told = await createStoreSource({ kind: 'tts', directory, named: ['tone-440'] });
  expect((await told.list()).map(({ id }) => id)).toEqual(['tone-440']);
});

test('a model for another purpose is refused with both purposes', async () => {
  const source = await createStoreSource({ kind: 'tts', directory, named: [] });
  await expect(source.resolve('scripted')).rejects.toThrow('scripted is for asr, and this worker is for tts');
});
