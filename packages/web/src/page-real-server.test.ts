import { existsSync } from 'node:fs';
import { requires } from '@parley/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './testing/chromium.js';
import { microphoneFile } from './testing/microphone-file.js';
import { PARLEY, type ParleyServer, startParleyServer } from './testing/parley-server.js';
import { QUESTION, speechClip, speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium') && existsSync(PARLEY) && speechIsHere(QUESTION[0]);

describe.skipIf(!possible)('the page with a real server', () => {
  let server: ParleyServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    server = await startParleyServer();
    const path = await speechClip(...QUESTION);
    // Time for the answer to begin.
    browser = await launchChromium(findChromium() ?? '', await microphoneFile([{ path, pauseMs: 3000 }]));
    page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(server.url);
    await page.getByText('Server ready').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
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
