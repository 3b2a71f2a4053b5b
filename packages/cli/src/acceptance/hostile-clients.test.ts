import { connect as connectTcp } from 'node:net';
import { requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audioOf, bytesOf, type Caller, call, upgradeStatus } from './caller.rig.js';
import { eventually, type Server, serve } from './server.rig.js';

const ready = requires('model:silero-vad-v6', 'model:smart-turn-v3', 'model:moonshine-base-en');

/** Each of these is answered with one INVALID_MESSAGE, and nothing else happens. */
const INVALID: Readonly<Record<string, string>> = {
  'no JSON': '{"type":"text"',
  nothing: '',
  'an array': '[{"type":"text","text":"hi"}]',
  null: 'null',
  'a number': '5',
  'no type': '{"text":"hi"}',
  'an unknown type': '{"type":"sing","text":"hi"}',
  'a type of another shape': '{"type":{"text":"hi"}}',
  'a number for text': '{"type":"text","text":5}',
  'text of no characters': '{"type":"text","text":""}',
  'text of 10,001 characters': JSON.stringify({ type: 'text', text: 'x'.repeat(10_001) }),
  'a string for is_final': '{"type":"text","text":"hi","is_final":"yes"}',
  'an unknown field': '{"type":"text","text":"hi","volume":11}',
  'the prototype as a field': '{"type":"text","text":"hi","__proto__":{"respond":true}}',
  'an unknown command': '{"type":"control","command":"REWIND"}',
  'a command in small letters': '{"type":"control","command":"stop"}',
  'audio that is no base64': '{"type":"audio","pcm":"***"}',
  'audio of half samples': '{"type":"audio","pcm":"AAAA"}',
  'audio at 7,999 Hz': '{"type":"audio","pcm":"AAAAAA==","sample_rate":7999}',
  'audio at 48,001 Hz': '{"type":"audio","pcm":"AAAAAA==","sample_rate":48001}',
  'audio at half a hertz': '{"type":"audio","pcm":"AAAAAA==","sample_rate":16000.5}',
  'a report from before the beginning': '{"type":"playback","generation":1,"position":-1}',
  'an unknown strategy': '{"type":"config","barge_in":{"strategy":"shout"}}',
  'nesting without end': '['.repeat(5000),
};

describe.skipIf(!ready)('clients that misbehave, while another one listens to a long reply', () => {
  let server: Server;
  let bystander: Caller;
  const longText = 'Nobody disturbs this. '.repeat(30);

  beforeAll(async () => {
    server = await serve({
      args: ['--tts-model', 'tone-440'],
      config: { session: { max_queued_texts: 20 } },
    });
    bystander = await call(server.url);
    bystander.send({ type: 'text', text: longText });
    await bystander.until('its first frame', () => bystander.frames.length > 0);
  });
  afterAll(async () => {
    await server.close();
  });

  async function speaks(caller: Caller, text = 'Still here.'): Promise<void> {
    const before = caller.messages('session_end').length;
    const frames = caller.frames.length;
    caller.send({ type: 'text', text });
    await caller.until('a valid text spoken', () => caller.messages('session_end').length > before);
    expect(caller.frames.length - frames).toBe(text.length * 3);
  }

  test('each invalid message costs one INVALID_MESSAGE, and the socket then speaks', async () => {
    const caller = await call(server.url);
    let expected = 0;
    for (const [what, message] of Object.entries(INVALID)) {
      caller.socket.send(message);
      expected += 1;
      await caller.until(`an error for ${what}`, () => caller.messages('error').length >= expected);
    }
    await speaks(caller);
    const errors = caller.messages('error');
    expect(errors.map(({ code }) => code)).toEqual(Object.keys(INVALID).map(() => 'INVALID_MESSAGE'));
    for (const { message } of errors) expect(message.length).toBeLessThan(500);
    await caller.close();
  }, 90_000);

  test('query parameters that are wrong are refused before a session begins, and say why', async () => {
    const wrong = [
      'input_rate=7999',
      'input_rate=x',
      'sample_rate=96000',
      'events=maybe',
      'audio=mp3',
      'model=',
    ];
    for (const query of wrong) expect(await upgradeStatus(server.url, query), query).toBe(400);
    const about = `${server.url}/ws`;
    expect((await fetch(about)).status, 'no upgrade').toBeGreaterThanOrEqual(400);
    expect(await upgradeStatus(server.url, 'unknown=1')).toBe(101);
  });

  test('binary garbage, odd lengths and empty messages are absorbed as sound', async () => {
    const caller = await call(server.url, 'events=1&audio=binary&input_rate=8000');
    for (const length of [0, 1, 2, 3, 319, 321, 4999]) caller.socket.send(Buffer.alloc(length, 0x5a));
    caller.socket.send(Buffer.from('{"type":"text"}'));
    await speaks(caller);
    expect(caller.messages('error')).toEqual([]);
    await caller.close();
  }, 60_000);

  test('a message over 10 MB closes with 1009, and one below it is answered', async () => {
    const caller = await call(server.url);
    caller.socket.send(`"${'x'.repeat(9_000_000)}"`);
    await caller.until('an error', () => caller.messages('error').length === 1);
    expect(caller.messages('error')[0]?.code).toBe('INVALID_MESSAGE');
    caller.socket.send(Buffer.alloc(10 * 1024 * 1024 + 1));
    await eventually('closed', () => caller.closeCode() !== undefined);
    expect(caller.closeCode()).toBe(1009);
  }, 60_000);

  test('broken frames and text that is no UTF-8 end that connection alone', async () => {
    for (const [bytes, code] of [
      [[0xc1, 0x80, 0, 0, 0, 0], 1002],
      [[0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28], 1007],
    ] as const) {
      const caller = await call(server.url);
      const raw = (caller.socket as unknown as { _socket: { write(data: Buffer): void } })._socket;
      raw.write(Buffer.from(bytes));
      await eventually('closed', () => caller.closeCode() !== undefined);
      expect(caller.closeCode()).toBe(code);
    }
    const { hostname, port } = new URL(server.url);
    const tcp = connectTcp(Number(port), hostname);
    tcp.on('error', () => {}); // A reset is as good as an end here.
    tcp.resume();
    tcp.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\0\0\0');
    await new Promise((resolve) => tcp.once('close', resolve));
  }, 60_000);

  test('a flood of microphone audio is slowed down, of texts refused with LIMIT_EXCEEDED, and both live', async () => {
    const caller = await call(server.url);
    // Forty seconds of sound in one moment; it is read at four times the pace of a microphone.
    for (let n = 0; n < 4; n++) caller.socket.send(bytesOf(new Int16Array(16_000 * 10)));
    caller.socket.terminate();

    const writer = await call(server.url);
    for (let n = 0; n < 50; n++) writer.send({ type: 'text', text: 'Yes.' });
    await writer.until('a refusal', () => writer.messages('error').length > 0);
    expect(new Set(writer.messages('error').map(({ code }) => code))).toEqual(new Set(['LIMIT_EXCEEDED']));
    writer.send({ type: 'control', command: 'STOP' });
    await writer.until('the stop', () => writer.messages('session_end').length > 0);
    await writer.close();
  }, 60_000);

  test('one that vanishes in mid-word is forgotten', async () => {
    const sessions = async (count: number) => (await server.health()).body.active_sessions === count;
    await eventually('those before it are forgotten', () => sessions(1));
    const caller = await call(server.url);
    caller.send({ type: 'text', text: longText });
    await caller.until('sound', () => caller.frames.length > 5);
    expect(await sessions(2)).toBe(true);
    caller.socket.terminate();
    await eventually('it is forgotten', () => sessions(1));
  }, 60_000);

  test('after all that, the bystander has heard every sample, and the process is the same', async () => {
    await bystander.until('its reply', () => bystander.messages('session_end').length === 1, 150_000);
    expect(bystander.messages('error')).toEqual([]);
    expect(bystander.frames.length).toBe(longText.length * 3);
    expect(audioOf(bystander.frames).length).toBe(longText.length * 3 * 1920);
    await eventually('its session is the only one', async () => {
      const { status, body } = await server.health();
      return status === 200 && body.active_sessions === 1;
    });
    expect(server.err()).not.toMatch(/"level":"(error|fatal)"/);
  }, 160_000);
});
