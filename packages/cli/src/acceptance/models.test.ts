import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelsDirectory } from '@parley/models';
import { requires } from '@parley/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { runParley } from './server.rig.js';

const ready = requires('model:silero-vad-v6', 'model:smart-turn-v3', 'model:hibari-en-us');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A store that has the installed models by link, one of them as a copy that a test may break. */
function storeWithCopyOf(id: string): { directory: string; copy: string } {
  const directory = mkdtempSync(join(tmpdir(), 'parley-models-'));
  folders.push(directory);
  const installed = modelsDirectory(process.env);
  for (const name of readdirSync(installed)) {
    if (name.startsWith('.')) continue;
    if (name === id) cpSync(join(installed, name), join(directory, name), { recursive: true });
    else symlinkSync(join(installed, name), join(directory, name));
  }
  mkdirSync(join(directory, '.staging'), { recursive: true });
  return { directory, copy: join(directory, id) };
}

describe.skipIf(!ready)('models that are not as they should be', () => {
  test('a model that is broken and cannot be fetched stops the start, with the command that mends it', async () => {
    const { directory, copy } = storeWithCopyOf('hibari-en-us');
    truncateSync(join(copy, 'hibari.onnx'), 100_000);
    const nowhere = 'http://127.0.0.1:9';
    const server = runParley(['serve', '--port', '0'], {
      PARLEY_MODELS_DIR: directory,
      ASR_ENABLED: 'false',
      PIP_INDEX_URL: `${nowhere}/simple`,
      PIP_RETRIES: '0',
      npm_config_registry: nowhere,
      http_proxy: nowhere,
      https_proxy: nowhere,
    });
    expect(await server.ended).not.toBe(0);
    expect(server.err()).toContain('no source gives hibari.onnx');
    expect(server.err()).toContain('parley models pull hibari-en-us');
    expect(server.err()).not.toMatch(/^\s+at /m);
  }, 60_000);

  test('a model that the catalogue does not know stops the start, and names those that it does', async () => {
    const server = runParley(['serve', '--port', '0', '--tts-model', 'no-such-voice']);
    expect(await server.ended).not.toBe(0);
    expect(server.err()).toContain('no-such-voice');
    expect(server.err()).toContain('hibari-en-us');
  }, 60_000);
});
