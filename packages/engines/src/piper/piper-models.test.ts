import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPiperModels } from './piper-models.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-piper-voices-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['en_US-lessac-medium', 'en_US-lessac-high', 'en_GB-alan-low']) {
  writeFileSync(join(folder, `${name}.onnx`), '');
  writeFileSync(join(folder, `${name}.onnx.json`), '{}');
}
writeFileSync(join(folder, 'en_US-half-medium.onnx'), '');

test('voices are found under the names that Piper gives them, the wanted quality first', async () => {
  const models = await createPiperModels({ voice_dir: folder, speaker_id: '2' }, '/front-end');
  expect(models.defaultModelId).toBe('piper-en-us-lessac-medium');
  expect((await models.list()).map(({ id }) => id)).toEqual([
    'piper-en-gb-alan-low',
    'piper-en-us-lessac-high',
    'piper-en-us-lessac-medium',
  ]);
  expect(await models.resolve('piper-en-us-lessac-medium')).toMatchObject({
    id: 'piper-en-us-lessac-medium',
    family: 'piper',
    directory: folder,
    languages: ['en-US', 'en'],
    settings: { netFile: 'en_US-lessac-medium.onnx', speakerId: 2, frontEndDirectory: '/front-end' },
  });
  await expect(models.resolve('piper-en-us-half-medium')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const high = await createPiperModels({ voice_dir: folder, quality: 'high' }, '');
  expect(high.defaultModelId).toBe('piper-en-us-lessac-high');
});

test('a folder without a voice, and a setting that is not known, are named', async () => {
  await expect(createPiperModels({ voice_dir: folder, quality: 'x_low' }, '')).rejects.toThrow(
    /quality x_low/,
  );
  await expect(createPiperModels({ voice_dir: join(folder, 'none') }, '')).rejects.toThrow(/cannot read/);
  await expect(createPiperModels({ voice_dir: folder, speaker: 1 }, '')).rejects.toThrow(/speaker/);
});
