import { describe, expect, it } from 'vitest';
import type { ClientEvents } from './client-events.js';
import { DeviceError } from './device-error.js';
import { createVirtualMicrophone } from './node/virtual-microphone.js';
import { useClient } from './testing/use-client.js';

const { connect, start } = useClient();

describe('client', () => {
  it('asks for events, binary audio, language and voice, and learns its session id', async () => {
    const { client, session } = await connect({ language: 'en', voice: 'amy', inputRateHz: 24_000 });
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
    const { client, session } = await connect({ echoCancellation: false });
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
    const { client, session } = await connect();
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
    const { client, next, session } = await connect();
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
    const { next, session } = await connect();
    const failed = next('error');
    session.send({ type: 'error', code: 'WORKER_UNAVAILABLE', message: 'No workers', retry_after_ms: 500 });
    const error = await failed;
    expect(error).toMatchObject({ code: 'WORKER_UNAVAILABLE', message: 'No workers', retryAfterMs: 500 });
    expect(error.advice).toMatch(/try again/i);
  });

  it('goes on without a microphone that is denied', async () => {
    const microphone = createVirtualMicrophone();
    microphone.start = () => Promise.reject(new DeviceError('MICROPHONE_DENIED', 'no'));
    const { client, server, next } = await start({ audio: { microphone } });
    const failed = next('error');
    await client.connect();
    expect(await failed).toMatchObject({ code: 'MICROPHONE_DENIED' });
    expect((await failed).advice).toMatch(/type/);
    client.sendText('still here');
    await (await server.session(0)).message((message) => message.type === 'text');
  });
});
