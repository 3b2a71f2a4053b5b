import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, TestClient } from '../../testing/test-client.js';
import { startTestServer, type TestServer } from '../../testing/test-server.js';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.orchestrator.close();
});

const connect = (query = '') => TestClient.connect(`${server.webSocketUrl}${query}`);

describe('what is not valid', () => {
  const MESSAGES: [name: string, message: string, problem: RegExp][] = [
    ['no JSON', '{"type":', /not valid JSON/],
    ['an array', '[1]', /JSON object/],
    ['null', 'null', /JSON object/],
    ['an unknown type', '{"type":"sing"}', /"sing".*text, control, audio/],
    ['no type', '{}', /"type"/],
    ['a number as text', '{"type":"text","text":5}', /"text".*string/],
    ['an empty text', '{"type":"text","text":""}', /"text".*1 character/],
    [
      '10,001 characters',
      JSON.stringify({ type: 'text', text: 'a'.repeat(10_001) }),
      /"text".*10000 characters/,
    ],
    ['an unknown command', '{"type":"control","command":"JUMP"}', /"command".*PAUSE.*RESUME.*STOP/],
    ['an unknown field', '{"type":"commit","now":1}', /Unknown field "now"/],
    ['broken base64', '{"type":"audio","pcm":"!!"}', /"pcm"/],
    ['half a sample', '{"type":"audio","pcm":"AAAA"}', /whole samples/],
    ['a rate out of range', '{"type":"audio","pcm":"AAA=","sample_rate":96000}', /"sample_rate".*48000/],
    ['a nested field', '{"type":"config","barge_in":{"strategy":"x"}}', /"barge_in.strategy"/],
  ];

  test.each(MESSAGES)('%s gives one error, and the socket still speaks', async (_name, message, problem) => {
    const client = await connect();
    client.socket.send(message);
    client.send({ type: 'text', text: 'Fine.' });
    await client.until(() => client.of('session_end').length === 1, 'the end of a valid text');
    expect(client.of('error')).toEqual([
      { type: 'error', code: 'INVALID_MESSAGE', message: expect.stringMatching(problem) },
    ]);
    await client.close();
  });

  test('a message over 10 MB closes with 1009', async () => {
    const client = await connect();
    client.socket.send(Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(await client.closed()).toBe(1009);
  });

  test.each([
    ['sample_rate=100', /sample_rate/],
    ['sample_rate=8001', /multiple of 50/],
    ['input_rate=96000', /input_rate/],
    ['audio=mp3', /binary or json/],
    ['events=maybe', /events must be 0 or 1/],
    ['aec=2', /aec/],
    [`voice=${'v'.repeat(101)}`, /voice/],
  ])('the parameter %s is refused with 400', async (query, problem) => {
    const { status, body } = await refusal(`${server.webSocketUrl}?${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ detail: expect.stringMatching(problem), code: 'INVALID_MESSAGE' });
  });

  test('a path without a WebSocket is 404, and / works like /ws', async () => {
    expect((await refusal(`${server.webSocketUrl}/nowhere`)).status).toBe(404);
    const client = await TestClient.connect(server.url.replace('http', 'ws'));
    expect(client.of('session_start').length).toBe(1);
    await client.close();
  });
});
