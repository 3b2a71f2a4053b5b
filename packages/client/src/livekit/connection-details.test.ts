import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAgentArrival } from './agent-arrival.js';
import { createConnectionDetailsSource } from './connection-details.js';

const tokenUntil = (expiryMs: number) =>
  `h.${btoa(JSON.stringify({ exp: expiryMs / 1000 })).replaceAll('=', '')}.s`;

function serverOf(tokens: string[]) {
  let calls = 0;
  const fetch = (async () => {
    const participantToken = tokens[calls];
    calls += 1;
    return Response.json({ serverUrl: 'ws://x', roomName: 'r', participantName: 'p', participantToken });
  }) as typeof globalThis.fetch;
  return { fetch, calls: () => calls };
}

describe('connection details', () => {
  it('gives each call a room of its own', async () => {
    const { fetch } = serverOf([tokenUntil(900_000), tokenUntil(900_001_000)]);
    const source = createConnectionDetailsSource({ url: 'http://x', fetch, nowMs: () => 0 });
    await source.prepare();
    const first = await source.take();
    expect((await source.take()).participantToken).not.toBe(first.participantToken);
  });

  it('renews a token one minute before its end and not earlier', async () => {
    let nowMs = 0;
    const { fetch, calls } = serverOf([tokenUntil(900_000), tokenUntil(1_800_000)]);
    const source = createConnectionDetailsSource({ url: 'http://x', fetch, nowMs: () => nowMs });
    await source.prepare();
    nowMs = 839_000;
    await source.prepare();
    expect(calls()).toBe(1);
    nowMs = 840_000;
    expect((await source.take()).participantToken).toBe(tokenUntil(1_800_000));
    expect(calls()).toBe(2);
  });

  it.each([
    [404, 'CONNECTION_ERROR'],
    [401, 'UNAUTHORIZED'],
    [429, 'LIMIT_EXCEEDED'],
  ])('says why there is no room: %i', async (status, code) => {
    const fetch = (async () => new Response('', { status })) as typeof globalThis.fetch;
    const source = createConnectionDetailsSource({ url: 'http://x', fetch });
    await expect(source.take()).rejects.toMatchObject({ code });
  });

  it('refuses what is no set of details', async () => {
    const fetch = (async () => Response.json({ serverUrl: 'ws://x' })) as typeof globalThis.fetch;
    await expect(createConnectionDetailsSource({ url: 'http://x', fetch }).take()).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
    });
  });
});

describe('agent arrival', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits 20 s, longer while something loads, and names what was awaited', () => {
    const late: string[] = [];
    const arrival = createAgentArrival({ onLate: (error) => late.push(error.message) });
    vi.advanceTimersByTime(19_000);
    arrival.status('loading_tts_model', 'Loading the voice.');
    vi.advanceTimersByTime(19_999);
    expect(late).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(late).toEqual(['Loading the voice.']);
    vi.advanceTimersByTime(300_000);
    expect(late.length).toBe(1);
  });

  it('gives up at once when the agent says that it cannot, and never after it came', () => {
    const late: string[] = [];
    createAgentArrival({ onLate: (error) => late.push(error.message) }).status('failed', 'No place is left.');
    expect(late).toEqual(['No place is left.']);
    createAgentArrival({ onLate: (error) => late.push(error.message) }).end();
    vi.advanceTimersByTime(300_000);
    expect(late.length).toBe(1);
  });
});
