import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { loadAppConfig } from './app-config.js';

const shipped = readFileSync(new URL('../public/app-config.json', import.meta.url), 'utf8');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function load(file: string) {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.stubGlobal('fetch', async () => new Response(file));
  const config = await loadAppConfig();
  return { config, warnings: warn.mock.calls.flat() };
}

it('takes what the file says, and the default where it says nothing or something of another type', async () => {
  const { config, warnings } = await load('{"pageTitle":"Desk","accent":7}');
  expect(config).toMatchObject({ pageTitle: 'Desk', accent: '', startButtonText: 'Start talking' });
  expect(warnings).toEqual([]);
});

it('names what it cannot do and what it does not know', async () => {
  const { config, warnings } = await load('{"supportsVideoInput":true,"pagetitle":"Desk"}');
  expect(warnings).toEqual([
    'app-config.json: supportsVideoInput is not supported by this page',
    'app-config.json: pagetitle is not known',
  ]);
  expect(config.pageTitle).toBe('parley');
});

it('has the defaults of the file that ships, of which nothing is complained', async () => {
  const { config, warnings } = await load(shipped);
  expect(warnings).toEqual([]);
  expect((await load('no JSON')).config).toEqual(config);
  expect(JSON.parse(shipped)).toMatchObject(config);
});
