import { describe, expect, test } from 'vitest';
import { ASR_FAMILIES } from '../asr-engines.js';
import { TTS_FAMILIES } from '../tts-engines.js';
import { createExternalModels, EXTERNAL_FAMILIES } from './external-models.js';

describe('models of an external server', () => {
  test('are those of its prefix', async () => {
    const models = createExternalModels('xtts', { url: 'http://gpu:8000', languages: ['de'] });
    expect(await models.resolve('xtts-v2-anna')).toEqual({
      id: 'xtts-v2-anna',
      family: 'xtts',
      directory: undefined,
      languages: ['de'],
      settings: { url: 'http://gpu:8000', languages: ['de'] },
    });
    await expect(models.resolve('piper-joe')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(models.resolve('xtts')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await models.list()).map(({ id }) => id)).toEqual(['xtts-v2-base']);
  });

  test('and those that the configuration names, with settings of their own', async () => {
    const models = createExternalModels('sesame', {
      url: 'http://gpu:8000',
      voice: 'a',
      models: { calm: { lora: 'calm', voice: 'b' }, plain: null },
    });
    expect(models.defaultModelId).toBe('calm');
    expect((await models.resolve('calm')).settings).toEqual({
      url: 'http://gpu:8000',
      voice: 'b',
      lora: 'calm',
    });
    expect((await models.resolve('plain')).languages).toEqual(['*']);
  });

  test('have an engine each', () => {
    expect(TTS_FAMILIES).toEqual(expect.arrayContaining([...EXTERNAL_FAMILIES.tts]));
    expect(ASR_FAMILIES).toEqual(expect.arrayContaining([...EXTERNAL_FAMILIES.asr]));
  });
});
