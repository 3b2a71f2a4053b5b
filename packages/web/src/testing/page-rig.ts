import { join } from 'node:path';
import { createTestServer, type TestServer, type TestSession } from '@parley/client/test-server';
import type { ClientMessage } from '@parley/protocol';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findChromium, launchChromium } from './chromium.js';
import { speechClip } from './speech-clip.js';
import { staticFiles } from './static-files.js';

const PAGE_FOLDER = join(import.meta.dirname, '../../dist');
const FRAME = 960;
/** What the microphone of these tests says, again and again. */
export const CLIP = ['jfk-ask-not', 'Ask not what your country can do for you.'] as const;

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly browser?: Browser;
  /** The microphone plays on whatever the test does: only a test of it may let it hold the reply. */
  readonly ducking?: boolean;
  /** Answers by path, besides those of a server that has two voices. */
  readonly routes?: Readonly<Record<string, unknown>>;
  /** What the server wants of those who ask for something. */
  readonly token?: string;
}

export interface Call {
  readonly session: TestSession;
  state(
    next: 'listening' | 'speaking' | 'barged_in' | 'processing',
    previous: 'listening' | 'speaking',
  ): void;
}

/** The built page in Chromium, and a server that does what the test says. */
export interface PageRig {
  readonly page: Page;
  readonly server: TestServer;
  /** What the page complained of; must be empty when a test ends. */
  readonly problems: string[];
  open(options?: OpenOptions): Promise<void>;
  /** Starts to talk. */
  call(): Promise<Call>;
  /** Ends what `open` opened, before the test ends. */
  close(): Promise<void>;
}

/** Call it inside of `describe`: it opens before the tests and closes after them. */
export function pageRig(): PageRig {
  let browser: Browser;
  let context: BrowserContext | undefined;
  let page: Page;
  let server: TestServer | undefined;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium(findChromium() ?? '', await speechClip(...CLIP));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function close(): Promise<void> {
    await context?.close();
    context = undefined;
    await server?.close();
    server = undefined;
  }

  function serverOfTest(): TestServer {
    if (server === undefined) throw new Error('Open the page first.');
    return server;
  }

  return {
    problems,
    close,
    get page() {
      return page;
    },
    get server() {
      return serverOfTest();
    },
    async open(options = {}) {
      const ids = ['amy', 'ryan'];
      const routes = {
        '/api/models': { models: ids.map((id) => ({ id, kind: 'tts', languages: ['en'], resident: true })) },
        '/api/voices': { voices: ids.map((id) => ({ id, model: id, languages: ['en'] })) },
        '/health/ready': { status: 'ok' },
        '/api/app': { webrtc: false },
        ...options.routes,
      };
      server = await createTestServer({ onRequest: staticFiles(PAGE_FOLDER, routes, options.token) });
      const { width = 1280, height = 800, colorScheme = 'light' } = options;
      context = await (options.browser ?? browser).newContext({ viewport: { width, height }, colorScheme });
      page = await context.newPage();
      page.setDefaultTimeout(8000);
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(
        `${server.url.replace('ws:', 'http:')}${options.ducking === true ? '' : '?ducking=off'}`,
      );
    },
    async call() {
      await page.getByRole('button', { name: 'Start talking' }).click();
      const session = await serverOfTest().session(0);
      await page.getByLabel('Conversation').waitFor();
      return {
        session,
        state: (next, previous) =>
          session.send({ type: 'state', session_id: session.id, state: next, previous, reason: 'test' }),
      };
    },
  };
}

/** Position of a playback report; −1 for anything else. */
export function positionOf(message: ClientMessage): number {
  return message.type === 'playback' ? message.position : -1;
}

/** Sends a reply as a server paces it; returns what stops it. */
export function speak(session: TestSession, generation: number, frames: number): () => void {
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
