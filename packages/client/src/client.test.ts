import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type ParleyClient } from './client.js';
import type { ClientEvents } from './client-events.js';
import type { ClientOptions } from './client-options.js';
import { DeviceError } from './device-error.js';
import { createVirtualMicrophone } from './node/virtual-microphone.js';
import { createVirtualSpeaker, type RenderedSpan } from './node/virtual-speaker.js';
import { createTestServer, type TestServer } from './test-server.js';

const FRAME = 960;
let server: TestServer;
let client: ParleyClient;

afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function setUp(options: Partial<ClientOptions> = {}) {
  server = await createTestServer();
  client = createClient({ url: server.url, ...options });
  await client.connect();
  return server.session(0);
}

function next<Name extends keyof ClientEvents>(
  name: Name,
  fits: (event: ClientEvents[Name]) => boolean = () => true,
): Promise<ClientEvents[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!fits(event)) return;
      off();
      resolve(event);
    });
  });
}

function speakerWithSpans() {
  const spans: RenderedSpan[] = [];
  return { spans, speaker: createVirtualSpeaker({ onSpan: (span) => spans.push(span) }) };
}

describe('client', () => {
  it('asks for events, binary audio, language and voice, and learns its session id', async () => {
    const session = await setUp({ language: 'en', voice: 'amy', inputRateHz: 24_000 });
    expect(Object.fromEntries(session.query)).toEqual({
      events: '1',
      audio: 'binary',
      input_rate: '24000',
      language: 'en',
      voice: 'amy',
    });
    expect(client.sessionId).toBe(session.id);
  });

  it('sends text, control, commit and settings as the protocol has them', async () => {
    const session = await setUp({ echoCancellation: false });
    client.sendText('Hello', { respond: true });
    client.pause();
    client.resume();
    client.commit();
    client.configure({ voice: 'amy', bargeIn: { strategy: 'confirm-first' }, pushToTalk: true });
    await session.message((message) => message.type === 'config' && message.voice === 'amy');
    expect(session.received).toEqual([
      { type: 'config', echo_cancellation: false },
      { type: 'text', text: 'Hello', is_final: true, respond: true },
      { type: 'control', command: 'PAUSE' },
      { type: 'control', command: 'RESUME' },
      { type: 'commit' },
      { type: 'config', voice: 'amy', barge_in: { strategy: 'confirm-first' }, push_to_talk: true },
    ]);
    expect(session.invalid).toEqual([]);
    expect(() => client.sendText('x'.repeat(10_001))).toThrow(/10000/);
  });

  it('sends microphone audio as binary at the agreed rate, as JSON at another', async () => {
    const session = await setUp();
    client.sendAudio(Int16Array.of(1, -2, 3), 16_000);
    client.sendAudio(Int16Array.of(1, -2), 44_100);
    expect(await session.message((message) => message.type === 'audio')).toEqual({
      type: 'audio',
      pcm: 'AQD+/w==',
      sample_rate: 44_100,
    });
    expect(session.audioBytes).toBe(6);
  });

  it('tells what the server says', async () => {
    const session = await setUp();
    const replies: ClientEvents['reply'][] = [];
    client.on('reply', (reply) => replies.push(reply));
    const transcript = next('transcript', (event) => event.isFinal);
    const done = next('turn');
    session.send({ type: 'transcript', text: 'what time', is_final: false, confidence: 0.5, language: 'en' });
    session.send({
      type: 'transcript',
      text: 'what time is it',
      is_final: true,
      confidence: 0.9,
      language: 'en',
    });
    session.send({ type: 'reply_text', generation: 1, text: 'It is ', is_final: false });
    session.send({ type: 'reply_text', generation: 1, text: 'late, sir.', is_final: false });
    session.send({
      type: 'reply_text',
      generation: 1,
      text: 'It is',
      is_final: true,
      unheard: ' late, sir.',
    });
    session.sendRaw('{"type":"from the future"}');
    session.sendRaw('not json');
    session.send({ type: 'stats', generation: 1, turn: { total: 300 } });
    expect((await transcript).text).toBe('what time is it');
    expect(await done).toEqual({ generation: 1, spansMs: { total: 300 } });
    expect(replies).toEqual([
      { generation: 1, text: 'It is ', isFinal: false },
      { generation: 1, text: 'It is late, sir.', isFinal: false },
      { generation: 1, text: 'It is', isFinal: true, unheard: ' late, sir.' },
    ]);
  });

  it('says what to do about an error', async () => {
    const session = await setUp();
    const failed = next('error');
    session.send({ type: 'error', code: 'WORKER_UNAVAILABLE', message: 'No workers', retry_after_ms: 500 });
    const error = await failed;
    expect(error).toMatchObject({ code: 'WORKER_UNAVAILABLE', message: 'No workers', retryAfterMs: 500 });
    expect(error.advice).toMatch(/try again/i);
  });

  it('plays a reply, reports what was heard, and its end', async () => {
    const { speaker, spans } = speakerWithSpans();
    const session = await setUp({ audio: { speaker } });
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    await session.message((message) => message.type === 'playback' && message.position === 10 * FRAME);
    const reports = session.received.flatMap((m) => (m.type === 'playback' ? [m.position] : []));
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.length).toBeGreaterThan(1);
    expect(spans.reduce((sum, span) => sum + span.samples, 0)).toBe(10 * FRAME);
    expect(speaker.statistics().underruns).toBe(0);
  });

  it('holds, reports the position, resumes from it, and loses no sample', async () => {
    const { speaker, spans } = speakerWithSpans();
    const session = await setUp({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const held = next('playback', (event) => event.cause === 'hold');
    session.send({ type: 'playback', action: 'hold', sequence: 10, generation: 1 });
    const { samplePosition } = await held;
    const report = await session.message((m) => m.type === 'playback' && m.position === samplePosition);
    expect(report).toEqual({ type: 'playback', generation: 1, position: samplePosition });
    session.send({ type: 'playback', action: 'resume', sequence: 10, generation: 1 });
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    await next('playback', (event) => event.cause === 'end');
    const kept = spans.filter((span) => !span.fadingOut);
    expect(kept.reduce((sum, span) => sum + span.samples, 0)).toBe(10 * FRAME);
    expect(
      spans.filter((span) => span.fadingOut).reduce((sum, span) => sum + span.samples, 0),
    ).toBeLessThanOrEqual(384);
  });

  it('renders nothing of a reply after its flush, though frames of it still come', async () => {
    const { speaker, spans } = speakerWithSpans();
    const session = await setUp({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const flushed = next('playback', (event) => event.cause === 'flush');
    // From here on: on a busy machine everything may happen in one go.
    const ended = next('playback', (event) => event.cause === 'end' && event.generation === 2);
    session.send({ type: 'playback', action: 'flush', sequence: 10, generation: 1 });
    session.sendFrame(1, 10 * FRAME);
    for (let i = 0; i < 4; i += 1) session.sendFrame(2, i * FRAME);
    session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
    const { samplePosition } = await flushed;
    await ended;
    const old = spans.filter((span) => span.generation === 1);
    expect(old.reduce((sum, span) => sum + span.samples, 0)).toBe(samplePosition);
    expect(spans.slice(old.length).every((span) => span.generation === 2)).toBe(true);
  });

  it('is silent at its own stop before the server answers', async () => {
    const { speaker } = speakerWithSpans();
    const session = await setUp({ audio: { speaker } });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const flushed = next('playback', (event) => event.cause === 'flush');
    client.stop();
    expect((await flushed).generation).toBe(1);
    await session.message((m) => m.type === 'control' && m.command === 'STOP');
  });

  it('ducks at the edge when asked to: its own onset holds the reply and is told as such', async () => {
    const { speaker } = speakerWithSpans();
    const session = await setUp({ audio: { speaker }, ducking: true });
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    client.sendAudio(new Int16Array(4800), 16_000);
    client.sendAudio(
      Int16Array.from({ length: 1600 }, (_, i) => 8000 * Math.sin(i / 8)),
      16_000,
    );
    expect(await session.message((m) => m.type === 'playback' && m.held === true)).toMatchObject({
      generation: 1,
    });
  });

  it('never lifts a hold of the server, though the person goes on speaking', async () => {
    const { speaker } = speakerWithSpans();
    let onset = () => {};
    const detector = {
      start(onOnset: () => void) {
        onset = onOnset;
      },
      push: () => undefined,
      close: () => undefined,
    };
    const session = await setUp({ audio: { speaker }, ducking: detector });
    const causes: string[] = [];
    client.on('playback', ({ cause }) => causes.push(cause));
    const started = next('playback', (event) => event.cause === 'start');
    for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * FRAME);
    await started;
    const held = next('playback', (event) => event.cause === 'hold');
    session.send({ type: 'playback', action: 'hold', sequence: 10, generation: 1 });
    await held;
    onset();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(causes).not.toContain('resume');
    expect(session.received.some((m) => m.type === 'playback' && m.held === true)).toBe(false);
  });

  it('opens a new session when the connection breaks, and sends its settings again', async () => {
    const session = await setUp();
    client.configure({ language: 'de' });
    await session.message((message) => message.type === 'config');
    const status: string[] = [];
    client.on('connection', (event) => status.push(event.status));
    const failed = next('error');
    session.drop();
    expect((await failed).code).toBe('CONNECTION_ERROR');
    const second = await server.session(1);
    expect(await second.message((message) => message.type === 'config')).toEqual({
      type: 'config',
      language: 'de',
    });
    expect(second.query.get('language')).toBe('de');
    expect(status).toEqual(['reconnecting', 'open']);
    expect(client.sessionId).toBe(second.id);
  });

  it('plays a new session that counts its generations anew', async () => {
    const { speaker, spans } = speakerWithSpans();
    const session = await setUp({ audio: { speaker } });
    const replies: string[] = [];
    client.on('reply', ({ text }) => replies.push(text));
    const started = next('playback', (event) => event.cause === 'start');
    const written = next('reply');
    session.send({ type: 'reply_text', generation: 1, text: 'Never ', is_final: false });
    for (let i = 0; i < 10; i += 1) session.sendFrame(5, i * FRAME);
    await Promise.all([started, written]);
    session.drop();
    const second = await server.session(1);
    const ended = next('playback', (event) => event.cause === 'end');
    second.send({ type: 'reply_text', generation: 1, text: 'Hello.', is_final: false });
    for (let i = 0; i < 4; i += 1) second.sendFrame(1, i * FRAME);
    second.send({ type: 'session_end', session_id: second.id, reason: 'completed' });
    expect(await ended).toMatchObject({ generation: 1, samplePosition: 4 * FRAME });
    const first = spans.filter((span) => span.generation === 5);
    expect(first.reduce((sum, span) => sum + span.samples, 0)).toBeLessThan(10 * FRAME);
    const heard = spans.filter((span) => span.generation === 1);
    expect(heard.reduce((sum, span) => sum + span.samples, 0)).toBe(4 * FRAME);
    expect(replies).toEqual(['Never ', 'Hello.']);
  });

  it('asks to go on with its session when it comes back, by the token it got last', async () => {
    server = await createTestServer({ resumeToken: (index) => `token-${index}` });
    client = createClient({ url: server.url });
    await client.connect();
    const first = await server.session(0);
    expect(first.query.has('resume')).toBe(false);
    first.drop();
    await next('connection', (event) => event.status === 'open');
    const second = await server.session(1);
    expect(second.query.get('resume')).toBe('token-0');
    second.drop();
    await next('connection', (event) => event.status === 'open');
    const third = await server.session(2);
    expect(third.query.get('resume')).toBe('token-1');
    await client.close();
    await client.connect();
    const afresh = await server.session(3);
    expect(afresh.query.has('resume')).toBe(false);
  });

  it('stays closed when the server says that trying again is no use', async () => {
    const session = await setUp();
    const closed = next('connection');
    session.send({ type: 'session_end', session_id: session.id, reason: 'max_duration' });
    session.closeWith(1000, '');
    expect(await closed).toEqual({ status: 'closed', reason: 'max_duration' });
  });

  it('comes back when the server falls silent', async () => {
    await setUp({ keepAliveMs: 50 });
    expect((await next('error')).message).toMatch(/silent/);
  });

  it('rejects a first connect that finds no server', async () => {
    server = await createTestServer();
    await server.close();
    client = createClient({ url: server.url });
    await expect(client.connect()).rejects.toMatchObject({ code: 'CONNECTION_ERROR', retryable: true });
  });

  it('goes on without a microphone that is denied', async () => {
    server = await createTestServer();
    const microphone = createVirtualMicrophone();
    microphone.start = () => Promise.reject(new DeviceError('MICROPHONE_DENIED', 'no'));
    client = createClient({ url: server.url, audio: { microphone } });
    const failed = next('error');
    await client.connect();
    expect(await failed).toMatchObject({ code: 'MICROPHONE_DENIED' });
    expect((await failed).advice).toMatch(/type/);
    client.sendText('still here');
    await (await server.session(0)).message((message) => message.type === 'text');
  });
});
