import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeWav } from '@parley/audio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyVoicePack } from './verify-voice-pack.js';

let pack: string;
beforeEach(async () => {
  pack = join(await mkdtemp(join(tmpdir(), 'voicepacks-')), 'xtts', 'xtts-anna');
  await mkdir(join(pack, 'ref'), { recursive: true });
});
afterEach(() => rm(dirname(dirname(pack)), { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(pack, name), content);

async function putWhole(): Promise<void> {
  await put('model.safetensors', 'weights');
  await put('config.json', '{}');
  await put('metadata.yaml', 'licence: MIT\nlanguages: [en]\nsample_rate: 24000\n');
}

test('a whole pack has no problems', async () => {
  await putWhole();
  await put('ref/seed.wav', encodeWav(new Int16Array(100), 16_000));
  expect(await verifyVoicePack(pack)).toEqual({
    family: 'xtts',
    modelId: 'xtts-anna',
    present: ['model.safetensors', 'config.json', 'metadata.yaml', 'ref/seed.wav'],
    problems: [],
  });
});

test('an empty one names all that is missing', async () => {
  const { problems } = await verifyVoicePack(pack);
  expect(problems).toEqual([
    'model.onnx or model.safetensors is missing',
    'config.json is missing',
    'metadata.yaml is missing',
  ]);
  expect((await verifyVoicePack(join(pack, 'no'))).problems).toHaveLength(1);
});

test.each([
  ['model.safetensors', '', /is empty/],
  ['config.json', '{', /cannot be read/],
  ['metadata.yaml', 'licence: MIT\nlanguages: [en]', /does not say sample_rate/],
  ['metadata.yaml', 'a: [', /cannot be read/],
  ['tokenizer.json', 'x', /cannot be read/],
  ['ref/seed.wav', 'no sound at all, but text', /cannot be read/],
])('%s that holds "%s" is a problem', async (name, content, problem) => {
  await putWhole();
  await put(name, content);
  const { problems } = await verifyVoicePack(pack);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
  expect(problems[0]).toContain(name);
});
