import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav, parseWav } from '@parley/audio';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './page-test/chromium.js';

const PARLEY = join(import.meta.dirname, '../../cli/bin/parley.js');
const FIXTURES =
  process.env.PARLEY_FIXTURES ?? join(import.meta.dirname, '../../../../shared/fixtures/speech');
const QUESTION = join(FIXTURES, 'audio16k/ask-brooklyn-bridge.wav');

const PAUSE_S = 3;

const executable = findChromium();
const possible = executable !== undefined && existsSync(PARLEY);
if (!possible)
  console.warn('SKIPPED: the page with a real server. It wants Chromium and the built `parley`.');

/** A server with voices and ears that need no model; resolves with its address. */
function serve(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [PARLEY, 'serve', '--port', '0', '--tts-model', 'tone-440', '--asr-model', 'scripted'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /ready: open (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve({ url, process: child });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`parley serve ended with ${code}:\n${output}`)));
  });
}

/** Chromium plays its file round and round: a question, then time for the answer to begin. */
async function questionAndPause(): Promise<string> {
  const { samples, sampleRateHz } = parseWav(await readFile(QUESTION));
  const padded = new Int16Array(samples.length + PAUSE_S * sampleRateHz);
  padded.set(samples);
  const path = join(await mkdtemp(join(tmpdir(), 'parley-')), 'question.wav');
  await writeFile(path, encodeWav(padded, sampleRateHz));
  return path;
}

describe.skipIf(!possible)('the page with a real server', () => {
  let server: { url: string; process: ChildProcess };
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    server = await serve();
    browser = await launchChromium(executable ?? '', await questionAndPause());
    page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(server.url);
    await page.getByText('Server ready').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    server?.process.kill('SIGTERM');
  });

  it('answers typed text aloud and gives the turn back', async () => {
    await page.getByRole('button', { name: 'Type instead' }).click();
    await page.getByLabel('Write to Parley').fill('Hello there');
    await page.keyboard.press('Enter');
    await page.getByText('Parley speaks').waitFor();
    await page.getByText('Your turn: type').waitFor();
    expect(await page.locator('.entry-agent .words').textContent()).not.toBe('');
    expect(await page.locator('del').count()).toBe(0);
    await page.getByRole('button', { name: 'Leave' }).click();
  });

  it('hears speech, answers it, and is silent when talked over', async () => {
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.locator('.entry-person').first().waitFor();
    await page.locator('.entry-agent').first().waitFor();
    // Replies enough to fill the time until the clip comes again: it then cuts one of them.
    for (let i = 0; i < 3; i += 1) {
      await page
        .getByLabel('Write to Parley')
        .fill('the quick brown fox and the lazy dog went to sea '.repeat(4));
      await page.keyboard.press('Enter');
    }
    await page.locator('del').first().waitFor();
    expect(problems).toEqual([]);
  });
});
