import { describe, expect, it } from 'vitest';
import { speakerWithSpans } from './testing/speaker-with-spans.js';
import { useClient } from './testing/use-client.js';

const FRAME = 960;
const { connect, start } = useClient();

describe('the connection of a client', () => {
  it('opens a new session when the connection breaks, and sends its settings again', async () => {
    const { client, next, server, session } = await connect();
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
    const { client, next, server, session } = await connect({ audio: { speaker } });
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
    const { client, next, server, session } = await connect({}, { resumeToken: (index) => `token-${index}` });
    expect(session.query.has('resume')).toBe(false);
    session.drop();
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
    const { next, session } = await connect();
    const closed = next('connection');
    session.send({ type: 'session_end', session_id: session.id, reason: 'max_duration' });
    session.closeWith(1000, '');
    expect(await closed).toEqual({ status: 'closed', reason: 'max_duration' });
  });

  it('comes back when the server falls silent', async () => {
    const { next } = await connect({ keepAliveMs: 50 });
    expect((await next('error')).message).toMatch(/silent/);
  });

  it('rejects a first connect that finds no server', async () => {
    const { server, client } = await start();
    await server.close();
    await expect(client.connect()).rejects.toMatchObject({ code: 'CONNECTION_ERROR', retryable: true });
  });
});
