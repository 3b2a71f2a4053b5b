import { readFileSync } from 'node:fs';
import { parseWavMono } from '@parley/audio';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { requires, speechFixture } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEndOfTurnService, type EndOfTurnService } from './end-of-turn-service.js';

it('names the command that installs the model', async () => {
  const models = createModelStore({ directory: '/nowhere', catalogue: await loadCatalogue() });
  await expect(createEndOfTurnService({ models })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('parley models pull smart-turn-v3'),
  });
});

describe.skipIf(!requires('model:smart-turn-v3', 'fixtures'))('the end-of-turn service', () => {
  let service: EndOfTurnService;
  beforeAll(async () => {
    const models = createModelStore({
      directory: modelsDirectory(process.env),
      catalogue: await loadCatalogue(),
    });
    service = await createEndOfTurnService({ models, maxWaiting: 3 });
  });
  afterAll(() => service.close());
  const read = (name: string) => parseWavMono(readFileSync(speechFixture(name))).samples;

  it('finds a finished sentence more finished than one that was cut, and leaves the audio to its owner', async () => {
    const whole = read('libri-1272-128104-0000');
    const copy = whole.slice();
    const [complete, incomplete] = await Promise.all([
      service.predict(whole),
      service.predict(read('libri-1272-128104-0000-cut-incomplete')),
    ]);
    expect(complete).toBeGreaterThan(incomplete);
    expect(whole).toEqual(copy);
  });

  it('refuses more than may wait, and serves on', async () => {
    const audio = read('ask-weather');
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => service.predict(audio)));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(results[4]).toMatchObject({ reason: { code: 'LIMIT_EXCEEDED' } });
    expect(await service.predict(audio)).toBeGreaterThanOrEqual(0);
  });
});
