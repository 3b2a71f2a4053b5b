import { describe, expect, test } from 'vitest';
import { createMockModels } from './mock-models.js';

describe('models of adapter mock', () => {
  test('are those of its prefix, and the number in the id of a voice is its frequency', async () => {
    const models = createMockModels('tts', { real_time_factor: 1, first_audio_delay_ms: 200 });
    expect(models.defaultModelId).toBe('mock-440');
    expect(await models.resolve('mock-330')).toMatchObject({
      family: 'tone',
      settings: { frequencyHz: 330, realTimeFactor: 1, firstAudioDelayMs: 200 },
    });
    expect((await models.resolve('mock-slow')).settings).not.toHaveProperty('frequencyHz');
    expect((await models.list()).map(({ id }) => id)).toEqual(['mock-440', 'mock-220', 'mock-880']);
    for (const id of ['piper-joe', 'mock-', 'mock', 'mock-1,mock-2'])
      await expect(models.resolve(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('and those that the configuration names, with settings of their own', async () => {
    const models = createMockModels('tts', {
      character_ms: 20,
      models: { brisk: { character_ms: 5 }, plain: null },
    });
    expect(models.defaultModelId).toBe('brisk');
    expect((await models.resolve('brisk')).settings).toEqual({ characterMs: 5 });
    expect((await models.resolve('plain')).settings).toEqual({ characterMs: 20 });
    const heard = await createMockModels('asr', { texts: ['good day'], word_ms: 100 }).resolve('scripted');
    expect(heard).toMatchObject({ family: 'scripted', settings: { texts: ['good day'], wordMs: 100 } });
  });

  test('have the one format of the wire, and no setting that is not known', () => {
    expect(() => createMockModels('tts', { sample_rate: 48_000, channels: 1 })).not.toThrow();
    for (const config of [
      { sample_rate: 16_000 },
      { channels: 2 },
      { speed: 2 },
      { models: { a: { b: 1 } } },
    ])
      expect(() => createMockModels('tts', config)).toThrow(/adapter\.config of mock/);
  });
});
