import { existsSync } from 'node:fs';
import { requires, startTestLiveKit, type TestLiveKit } from '@parley/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './testing/chromium.js';
import { microphoneFile } from './testing/microphone-file.js';
import { PARLEY, type ParleyServer, startParleyServer } from './testing/parley-server.js';
import { QUESTION, speechClip, speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium', 'livekit-server') && existsSync(PARLEY) && speechIsHere(QUESTION[0]);
const LONG_TEXT = 'the quick brown fox and the lazy dog went to sea '.repeat(4);

describe.skipIf(!possible)('the page over WebRTC', () => {
  let livekit: TestLiveKit;
  let server: ParleyServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    livekit = await startTestLiveKit();
    server = await startParleyServer({
      LIVEKIT_ENABLED: 'true',
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
    });
    const path = await speechClip(...QUESTION);
    browser = await launchChromium(findChromium() ?? '', await microphoneFile([{ path, pauseMs: 3000 }]));
  });
  afterEach(async () => {
    await page?.context().close();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await livekit?.close();
  });

  async function open(inBrowser = browser): Promise<Page> {
    page = await (await inBrowser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(server.url);
    await page.getByText('Server ready').waitFor();
    return page;
  }

  async function say(on: Page, text: string) {
    await on.getByLabel('Write to Parley').fill(text);
    await on.keyboard.press('Enter');
  }

  it('answers typed text aloud without a microphone, and gives the turn back', async () => {
    await open();
    await page.getByRole('button', { name: 'Type instead' }).click();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await say(page, 'Hello there');
    await page.getByText('Parley speaks').waitFor();
    await page.getByRole('button', { name: 'Stop' }).and(page.locator(':enabled')).waitFor();
    await page.getByText('Your turn: type').waitFor();
    expect(await page.locator('.entry-agent .words').textContent()).not.toBe('');
    expect(await page.locator('del').count()).toBe(0);
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Start talking' }).waitFor();
  });

  it('hears speech, answers it, and is silent when talked over', async () => {
    await open();
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.locator('.entry-person').first().waitFor();
    await page.locator('.entry-agent').first().waitFor();
    for (let i = 0; i < 3; i += 1) await say(page, LONG_TEXT);
    await page.locator('del').first().waitFor();
    await page.getByText('WebRTC', { exact: true }).waitFor();
  });

  it('keeps two tabs apart', async () => {
    const first = await open();
    await first.getByRole('button', { name: 'Type instead' }).click();
    const second = await open();
    await second.getByRole('button', { name: 'Type instead' }).click();
    await say(second, 'Only for the second');
    await second.locator('.entry-agent').first().waitFor();
    expect(await first.locator('.entry').count()).toBe(0);
    await first.context().close();
  });

  it('talks again after a reload', async () => {
    await open();
    await page.getByRole('button', { name: 'Type instead' }).click();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Type instead' }).click();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await say(page, 'Hello again');
    await page.locator('.entry-agent').first().waitFor();
  });

  it('works by typing when the microphone is denied', async () => {
    const denying = await launchChromium(findChromium() ?? '');
    await open(denying);
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.getByText('The microphone was not allowed.').waitFor();
    await say(page, 'Hello');
    await page.locator('.entry-agent').first().waitFor();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await denying.close();
  });

  it('goes on over the WebSocket when LiveKit dies in mid-call, and starts there when it stays away', async () => {
    await open();
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await livekit.kill();
    await page.getByText('WebSocket', { exact: true }).waitFor({ timeout: 30_000 });
    await page.locator('.entry-agent').first().waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Type instead' }).click();
    await page.getByText('WebSocket', { exact: true }).waitFor();
    await say(page, 'Still there?');
    await page.locator('.entry-agent').first().waitFor();
  });
});
