import { ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import { ASR_FAMILIES, createAsrEngine } from './asr-engines.js';

test('each family has an engine of its name', () => {
  for (const family of ASR_FAMILIES) expect(createAsrEngine(family).family).toBe(family);
});

test('an unknown family is named in the error', () => {
  expect(() => createAsrEngine('toString')).toThrow(ParleyError);
  expect(() => createAsrEngine('kaldi')).toThrow(/kaldi.*moonshine/);
});

test('a model whose files are missing says how to get them', async () => {
  const model = { id: 'm', family: 'moonshine', directory: '/nowhere', languages: ['en'], settings: {} };
  await expect(createAsrEngine('moonshine').loadModel(model)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('parley models pull m'),
  });
});
