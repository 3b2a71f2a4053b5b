import { requires, startTestLiveKit, type TestLiveKit } from '@parley/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestCaddy, type TestCaddy } from './testing/caddy.js';
import { findChromium, launchChromium } from './testing/chromium.js';
import { microphoneFile } from './testing/microphone-file.js';
import { type ParleyServer, startParleyServer } from './testing/parley-server.js';
import { QUESTION, speechClip, speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium', 'caddy', 'livekit-server') && speechIsHere(QUESTION[0]);

describe.skipIf(!possible)('the page over HTTPS, through Caddy', () => {
  let livekit: TestLiveKit;
  let server: ParleyServer;
  let caddy: TestCaddy;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const sockets: string[] = [];

  beforeAll(async () => {
    livekit = await startTestLiveKit();
    server = await startParleyServer({
      LIVEKIT_ENABLED: 'true',
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
    });
    caddy = await startTestCaddy(server.url, livekit.url);
    const path = await speechClip(...QUESTION);
    browser = await launchChromium(findChromium() ?? '', await microphoneFile([{ path, pauseMs: 3000 }]));
  }, 60_000);
  afterEach(async () => {
    await page?.context().close();
    expect(problems.splice(0)).toEqual([]);
    sockets.splice(0);
  });
  afterAll(async () => {
    await browser?.close();
    await caddy?.close();
    await server?.close();
    await livekit?.close();
  });

  async function open(): Promise<void> {
    page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('websocket', (socket) => sockets.push(socket.url().split('?')[0] ?? ''));
  }

  /** Speech goes up, an answer comes down. */
  async function converse(): Promise<void> {
    await page.locator('.entry-person').first().waitFor();
    await page.getByText('Parley speaks').waitFor();
    await page.locator('.entry-agent').first().waitFor();
  }

  it('holds a spoken conversation over WebRTC, with its signalling on the same address', async () => {
    await open();
    await page.goto(caddy.url);
    await page.getByText('Server ready').waitFor();
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.getByText('WebRTC', { exact: true }).waitFor();
    await converse();
    const address = caddy.url.replace('https:', 'wss:');
    expect(sockets.length).toBeGreaterThan(0);
    expect(sockets.filter((url) => !url.startsWith(`${address}/rtc`))).toEqual([]);
  });

  it('holds one over the WebSocket', async () => {
    await open();
    await page.route('**/api/app', (route) => route.fulfill({ json: { webrtc: false } }));
    await page.goto(caddy.url);
    await page.getByText('Server ready').waitFor();
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.getByText('WebSocket', { exact: true }).waitFor();
    await converse();
    expect(sockets).toEqual([`${caddy.url.replace('https:', 'wss:')}/ws`]);
  });

  it('comes compressed, and with files that are kept', async () => {
    await open();
    const types = new Map<string, string>();
    page.on('response', (response) => {
      const { 'content-encoding': encoding = 'none' } = response.headers();
      if (response.url().includes('/assets/index-'))
        types.set(response.url().split('.').at(-1) ?? '', encoding);
    });
    await page.goto(caddy.url);
    await page.getByText('Server ready').waitFor();
    expect([...types].sort()).toEqual([
      ['css', 'br'],
      ['js', 'br'],
    ]);
  });
});
