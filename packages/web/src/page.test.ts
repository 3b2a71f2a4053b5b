import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestServer, type TestServer, type TestSession } from '@parley/client/test-server';
import type { ClientMessage } from '@parley/protocol';
import { requires, speechFixture } from '@parley/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './testing/chromium.js';
import { staticFiles } from './testing/static-files.js';

const PAGE_FOLDER = join(import.meta.dirname, '../dist');
const SCREENSHOTS = process.env.PARLEY_SCREENSHOTS;
/** Not tests but pictures for the documents, made when asked for: nothing is skipped when they are not. */
const pictures: (name: string, make: () => Promise<void>, timeoutMs?: number) => void =
  SCREENSHOTS === undefined ? () => undefined : it;
const CLIP = speechFixture('jfk-ask-not');
const FRAME = 960;

const possible = requires('chromium', 'fixtures');
const executable = findChromium();

/** Sends a reply as a server paces it; stops when told. */
function speak(session: TestSession, generation: number, frames: number): () => void {
  let sent = 0;
  const started = performance.now();
  const send = () => {
    while (sent < frames && sent * 20 < performance.now() - started + 60) {
      session.sendFrame(generation, sent * FRAME, voice(sent));
      sent += 1;
    }
    if (sent < frames) return;
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    clearInterval(timer);
  };
  const timer = setInterval(send, 10);
  return () => clearInterval(timer);
}

/** Something with the ups and downs of speech. */
function voice(frame: number): Int16Array {
  return Int16Array.from({ length: FRAME }, (_, i) => {
    const at = (frame * FRAME + i) / 48_000;
    const syllable =
      Math.max(0, Math.sin(2 * Math.PI * 3.1 * at)) * (0.4 + 0.6 * Math.abs(Math.sin(at * 1.3)));
    return 9000 * syllable * Math.sin(2 * Math.PI * 140 * at);
  });
}

describe.skipIf(!possible)('the page in Chromium', () => {
  let browser: Browser;
  let server: TestServer;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '', CLIP);
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await page?.context().close();
    await server?.close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(
    options: {
      width?: number;
      height?: number;
      colorScheme?: 'light' | 'dark';
      browser?: Browser;
      ducking?: boolean;
    } = {},
  ) {
    const voices = ['amy', 'ryan'].map((id) => ({ id, model: id, languages: ['en'] }));
    const routes = {
      '/api/voices': { voices },
      '/health/ready': { status: 'ok' },
      '/api/app': { webrtc: false },
    };
    server = await createTestServer({ onRequest: staticFiles(PAGE_FOLDER, routes) });
    const { width = 1280, height = 800, colorScheme = 'light' } = options;
    const context = await (options.browser ?? browser).newContext({
      viewport: { width, height },
      colorScheme,
    });
    page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    // The microphone plays on whatever the test does: only a test of it may let it hold the reply.
    await page.goto(`${server.url.replace('ws:', 'http:')}${options.ducking === true ? '' : '?ducking=off'}`);
  }

  async function call() {
    await page.getByRole('button', { name: 'Start talking' }).click();
    const session = await server.session(0);
    await page.getByLabel('Conversation').waitFor();
    const state = (
      next: 'listening' | 'speaking' | 'barged_in' | 'processing',
      previous: 'listening' | 'speaking',
    ) => session.send({ type: 'state', session_id: session.id, state: next, previous, reason: 'test' });
    return { session, state };
  }

  async function shoot(name: string) {
    if (SCREENSHOTS === undefined) return;
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  const positionOf = (message: ClientMessage) => (message.type === 'playback' ? message.position : -1);

  it('starts: tells the server’s state, offers its voices, asks for nothing from elsewhere', async () => {
    const foreign: string[] = [];
    await open();
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url.replace('ws:', 'http:'))) foreign.push(request.url());
    });
    await page.reload();
    await page.getByText('Server ready').waitFor();
    await page.getByLabel('Voice').selectOption('ryan');
    await page.evaluate(() => document.fonts.ready);
    await shoot('start-light');
    expect(foreign).toEqual([]);
    await call();
    expect(server.sessions[0]?.query.get('voice')).toBe('ryan');
    expect(server.sessions[0]?.query.get('aec')).toBe('1');
  });

  it('carries the microphone as 16 kHz speech, and shows words as they form', async () => {
    await open();
    const { session } = await call();
    let loudest = 0;
    let samples = 0;
    const heard = new Promise<void>((resolve) => {
      session.onAudio = (audio) => {
        samples += audio.length;
        for (const sample of audio) loudest = Math.max(loudest, Math.abs(sample));
        if (samples > 3 * 16_000) resolve();
      };
    });
    await heard;
    expect(loudest).toBeGreaterThan(1500);
    session.send({ type: 'transcript', text: 'what time', is_final: false, confidence: 0.6, language: 'en' });
    await page.locator('.words-partial', { hasText: 'what time' }).waitFor();
    session.send({
      type: 'transcript',
      text: 'What time is it?',
      is_final: true,
      confidence: 0.9,
      language: 'en',
    });
    await page.locator('.words:not(.words-partial)', { hasText: 'What time is it?' }).waitFor();
    expect(await page.locator('.entry-person').count()).toBe(1);
    expect(session.invalid).toEqual([]);
  });

  it('plays a reply, holds and resumes it, reports what was heard, and strikes what was not', async () => {
    await open();
    const { session, state } = await call();
    session.send({
      type: 'transcript',
      text: 'Tell me about the harbour.',
      is_final: true,
      confidence: 1,
      language: 'en',
    });
    const text = 'The harbour was dug by hand in 1821, and for forty years it was the busiest on the coast.';
    session.send({ type: 'reply_text', generation: 1, text, is_final: false });
    state('speaking', 'listening');
    const quiet = speak(session, 1, 500);
    await session.message((message) => positionOf(message) > 24_000);

    session.send({ type: 'playback', action: 'hold', sequence: 50, generation: 1 });
    state('barged_in', 'speaking');
    await page.locator('.held-tag').waitFor();
    const before = session.received.length;
    const last = session.received.map(positionOf).filter((position) => position >= 0);
    expect(last).toEqual([...last].sort((a, b) => a - b));
    await page.waitForTimeout(300);
    expect(session.received.slice(before).map(positionOf)).toEqual([]);

    session.send({ type: 'playback', action: 'resume', sequence: 50, generation: 1 });
    state('speaking', 'listening');
    await session.message((message) => positionOf(message) > 60_000);
    await shoot('call-speaking');

    quiet();
    session.send({ type: 'playback', action: 'flush', sequence: 80, generation: 1 });
    const [heard, unheard] = [
      'The harbour was dug by hand in 1821,',
      ' and for forty years it was the busiest on the coast.',
    ];
    session.send({ type: 'reply_text', generation: 1, text: heard, is_final: true, unheard });
    state('listening', 'speaking');
    await page.locator('del', { hasText: 'forty years' }).waitFor();
    const reported = session.received.map(positionOf);
    const count = reported.length;
    session.sendFrame(1, 500 * FRAME);
    await page.waitForTimeout(300);
    expect(session.received.map(positionOf).slice(count)).toEqual([]);
    expect(reported.at(-1)).toBe(Math.max(...reported));
  });

  it('falls silent by itself when the person speaks, tells the server, and plays on when that does not agree', async () => {
    await open({ ducking: true });
    const { session } = await call();
    // Loading Silero takes a moment; the clip comes again and again.
    const quiet = speak(session, 1, 1500);
    const held = await session.message((message) => message.type === 'playback' && message.held === true);
    const position = positionOf(held);
    await session.message((message) => positionOf(message) > position + 4800);
    quiet();
    expect(session.invalid).toEqual([]);
  });

  it('answers typing, mutes, stops, talks by button and shows where the time went', async () => {
    await open();
    const { session } = await call();
    await page.keyboard.press('/');
    await page.keyboard.type('How far is the moon?');
    await page.keyboard.press('Enter');
    const typed = await session.message((message) => message.type === 'text');
    expect(typed).toEqual({ type: 'text', text: 'How far is the moon?', is_final: true, respond: true });
    session.send({
      type: 'stats',
      generation: 1,
      turn: { endpointing: 210, asr: 60, responder: 20, tts: 48, playout: 2, total: 340 },
    });
    const quiet = speak(session, 1, 500);
    await session.message((message) => positionOf(message) > 4800);
    await page.keyboard.press('Escape');
    await session.message((message) => message.type === 'control' && message.command === 'STOP');
    quiet();

    await page.getByLabel('Conversation').focus();
    await page.keyboard.press('t');
    await page.getByTitle('end of turn 210 ms').waitFor();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Muted' }).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Sound' }).click();
    await page.getByLabel('Push to talk').check();
    await session.message((message) => message.type === 'config' && message.push_to_talk === true);
    await page.getByLabel('Conversation').focus();
    await page.keyboard.down(' ');
    await page.getByRole('button', { name: 'Listening' }).waitFor();
    await page.keyboard.up(' ');
    await session.message((message) => message.type === 'commit');
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('button', { name: 'Start talking' }).waitFor();
  });

  it('comes back by itself when the connection breaks, and says so', async () => {
    await open();
    const { session } = await call();
    await page.getByText('Listening to you').waitFor();
    session.drop();
    await server.session(1);
    await page.getByText('Listening to you').waitFor();
  });

  it('works by typing alone when the microphone is denied, and says what to do', async () => {
    const denying = await launchChromium(executable ?? '');
    await open({ browser: denying });
    const { session } = await call();
    await page.getByText('The microphone was not allowed.').waitFor();
    await page.getByText('Your turn: type').waitFor();
    await page.getByLabel('Write to Parley').fill('Hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await session.message((message) => message.type === 'text' && message.text === 'Hello');
    await shoot('microphone-denied');
    await denying.close();
  });

  it('says what to do when the server goes away before the start', async () => {
    await open();
    await page.getByText('Server ready').waitFor();
    await server.close();
    await page.getByRole('button', { name: 'Start talking' }).click();
    await page.getByText('Check that the server is running').waitFor();
    problems.splice(0);
  });

  pictures(
    'poses for pictures',
    async () => {
      for (const pose of [
        { name: 'light', colorScheme: 'light' as const },
        { name: 'dark', colorScheme: 'dark' as const },
        { name: 'phone', width: 390, height: 844 },
        { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' as const },
      ]) {
        await open(pose);
        await page.getByText('Server ready').waitFor();
        await page.evaluate(() => document.fonts.ready);
        await shoot(`start-${pose.name}`);
        const { session, state } = await call();
        await page.waitForTimeout(400);
        await shoot(`call-empty-${pose.name}`);
        const say = (text: string, isFinal: boolean) =>
          session.send({ type: 'transcript', text, is_final: isFinal, confidence: 1, language: 'en' });
        say('Could you tell me when the next ferry to the island leaves?', true);
        session.send({
          type: 'reply_text',
          generation: 1,
          text: 'The next ferry leaves at twenty past four, ',
          is_final: false,
        });
        state('speaking', 'listening');
        session.send({
          type: 'stats',
          generation: 1,
          turn: { endpointing: 204, asr: 71, responder: 18, tts: 52, playout: 3, total: 348 },
        });
        const quiet = speak(session, 1, 400);
        await page.waitForTimeout(2500);
        session.send({ type: 'speech', active: true, at_ms: 2900 });
        session.send({ type: 'playback', action: 'hold', sequence: 50, generation: 1 });
        state('barged_in', 'speaking');
        await page.waitForTimeout(500);
        session.send({ type: 'speech', active: false, at_ms: 3300 });
        session.send({ type: 'playback', action: 'resume', sequence: 50, generation: 1 });
        state('speaking', 'listening');
        await page.waitForTimeout(1500);
        session.send({ type: 'speech', active: true, at_ms: 5000 });
        session.send({ type: 'playback', action: 'hold', sequence: 50, generation: 1 });
        await page.waitForTimeout(400);
        quiet();
        session.send({ type: 'playback', action: 'flush', sequence: 50, generation: 1 });
        session.send({
          type: 'reply_text',
          generation: 1,
          text: 'The next ferry leaves at twenty past four, from the north pier.',
          is_final: true,
          unheard: ' It takes about forty minutes, and you can buy a ticket on board if',
        });
        state('listening', 'speaking');
        say('Wait, is there one tomorrow', false);
        await page.waitForTimeout(800);
        say('Wait, is there one tomorrow morning?', true);
        session.send({ type: 'speech', active: false, at_ms: 6400 });
        session.send({
          type: 'stats',
          generation: 2,
          turn: { endpointing: 236, asr: 64, responder: 22, tts: 47, playout: 2, total: 371 },
        });
        session.send({
          type: 'reply_text',
          generation: 2,
          text: 'Yes. Two in the morning: at ten to eight and at half past nine.',
          is_final: false,
        });
        state('speaking', 'listening');
        speak(session, 2, 60);
        await page.waitForTimeout(1000);
        await shoot(`call-${pose.name}`);
        await page.keyboard.press('t');
        await page.getByRole('button', { name: 'Sound' }).click();
        await page.waitForTimeout(300);
        await shoot(`call-detailed-${pose.name}`);
        await page.context().close();
        await server.close();
      }
    },
    90_000,
  );
});
