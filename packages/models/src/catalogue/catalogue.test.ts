import { describe, expect, it } from 'vitest';
import { loadCatalogue, modelSizeBytes, parseCatalogue } from './catalogue.js';
import { modelsDirectory } from './models-directory.js';

const sha256 = 'a'.repeat(64);
const entry = (changes: object = {}) => ({
  id: 'one',
  task: 'tts',
  family: 'tone',
  languages: ['en'],
  licence: 'MIT',
  files: [{ name: 'a.bin', sizeBytes: 3, sha256, sources: [{ url: 'https://example.org/a.bin' }] }],
  ...changes,
});
const parse = (...models: object[]) => parseCatalogue(JSON.stringify({ models }));

describe('the shipped catalogue', () => {
  it('is valid and has a default for each task that needs a model', async () => {
    const catalogue = await loadCatalogue();
    for (const task of ['tts', 'asr', 'vad', 'end-of-turn'] as const) {
      expect(
        catalogue.defaults(task).map((model) => model.id),
        task,
      ).toHaveLength(1);
    }
  });

  it('can install every default from a package registry, and no default has restrictive terms', async () => {
    for (const model of (await loadCatalogue()).defaults()) {
      expect(['MIT', 'Apache-2.0', 'BSD-2-Clause']).toContain(model.licence);
      for (const file of model.files) {
        const kinds = file.sources.map((source) => Object.keys(source)[0]);
        expect(
          kinds.some((kind) => kind === 'npm' || kind === 'pypi'),
          `${model.id} ${file.name}`,
        ).toBe(true);
      }
    }
  });

  it('sums sizes and has models without files', async () => {
    const catalogue = await loadCatalogue();
    expect(modelSizeBytes(catalogue.get('tone-440'))).toBe(0);
    expect(modelSizeBytes(catalogue.get('silero-vad-v6'))).toBe(2_327_524);
  });
});

describe('a catalogue', () => {
  it('names what exists when a model does not', () => {
    expect(() => parse(entry()).get('two')).toThrow(/no model two .* one/);
  });

  it.each([
    ['an unknown key', entry({ colour: 'red' })],
    ['an id that climbs', entry({ id: '../one' })],
    ['a file name that climbs', entry({ files: [{ ...entry().files[0], name: '../a' }] })],
    [
      'a path out of a package',
      entry({ files: [{ ...entry().files[0], sources: [{ npm: 'a@1.0.0', path: '../b' }] }] }),
    ],
    [
      'a version range',
      entry({ files: [{ ...entry().files[0], sources: [{ npm: 'a@^1.0.0', path: 'b' }] }] }),
    ],
    [
      'an option for a package client',
      entry({ files: [{ ...entry().files[0], sources: [{ pypi: '--x', path: 'b' }] }] }),
    ],
    ['a short checksum', entry({ files: [{ ...entry().files[0], sha256: 'abc' }] })],
    ['a file address', entry({ files: [{ ...entry().files[0], sources: [{ url: 'file:///etc/passwd' }] }] })],
  ])('refuses %s', (_, model) => {
    expect(() => parse(model)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
  });

  it('refuses an id that is there twice, and text that is not YAML', () => {
    expect(() => parse(entry(), entry())).toThrow(/one is there twice/);
    expect(() => parseCatalogue('models: [')).toThrow(/not YAML/);
  });
});

it('keeps models where the environment says', () => {
  expect(modelsDirectory({ PARLEY_MODELS_DIR: '/m', XDG_CACHE_HOME: '/x' })).toBe('/m');
  expect(modelsDirectory({ PARLEY_MODELS_DIR: '', XDG_CACHE_HOME: '/x' })).toBe('/x/parley/models');
  expect(modelsDirectory({})).toMatch(/\.cache\/parley\/models$/);
});
