import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { ask, said } from '../testing/ask.js';
import { createOpenAiResponder, type OpenAiResponderOptions } from './openai-responder.js';

interface Seen {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { messages: { role: string; content: string }[]; [key: string]: unknown };
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers by the script and remembers what it was asked, and whether the client went away. */
async function serve(script: (response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const state = { gone: 0 };
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
      script(response);
    });
    response.on('close', () => {
      if (!response.writableFinished) state.gone += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { seen, state, baseUrl };
}

function event(content: string, finish: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;
}

/** Only a server that hangs is given up early: this machine may stand still for a while, too. */
const PATIENCE_MS = 20_000;

function responder(baseUrl: string, options: Partial<OpenAiResponderOptions> = {}) {
  return createOpenAiResponder({ baseUrl, model: 'm', timeoutMs: PATIENCE_MS, ...options });
}

function start(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

test('tokens come as they are made; the request has history, interruption marks, key and limits', async () => {
  const { baseUrl, seen } = await serve((response) => {
    start(response);
    // Cut anywhere: an event in two writes, two events in one, a character between two bytes.
    const bytes = Buffer.from(
      `: comment\r\n${event('Hallo')}${event(' wörld.')}${event('', 'stop')}data: [DONE]\n\n`,
    );
    for (let i = 0; i < bytes.length; i += 7) response.write(bytes.subarray(i, i + 7));
    response.end();
  });
  const options = { apiKey: 'k1', maxTokens: 9, temperature: 0.1, systemPrompt: 'Be brief.' };
  const history = [said('user', 'Hi.'), said('assistant', 'Once upon', true)];
  const answer = ask(responder(baseUrl, options), 'Go on.', history);
  await answer.over;
  expect(answer.errors).toEqual([]);
  expect(answer.deltas).toEqual(['Hallo', ' wörld.']);
  expect(answer.ends).toBe(1);
  expect(seen[0]).toMatchObject({
    path: '/v1/chat/completions',
    authorization: 'Bearer k1',
    body: { model: 'm', stream: true, max_tokens: 9, temperature: 0.1 },
  });
  expect(seen[0]?.body.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi.' },
    { role: 'assistant', content: 'Once upon [interrupted]' },
    { role: 'user', content: 'Go on.' },
  ]);
});

test('a server that does not stream is understood', async () => {
  const { baseUrl } = await serve((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content: 'Whole.' }, finish_reason: 'stop' }] }));
  });
  const answer = ask(responder(baseUrl), 'Hi.');
  await answer.over;
  expect([answer.deltas, answer.ends]).toEqual([['Whole.'], 1]);
});

test('cancel closes the request upstream, and the sink hears nothing more', async () => {
  const { baseUrl, state } = await serve((response) => {
    start(response);
    const timer = setInterval(() => response.write(event('la ')), 5);
    response.on('close', () => clearInterval(timer));
  });
  const answer = ask(responder(baseUrl), 'Sing.');
  await vi.waitFor(() => expect(answer.deltas.length).toBeGreaterThan(2));
  answer.handle.cancel();
  const count = answer.deltas.length;
  await vi.waitFor(() => expect(state.gone).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(answer.deltas).toHaveLength(count);
  expect([answer.ends, answer.errors]).toEqual([0, []]);
});

test.each<[string, (response: ServerResponse) => void, RegExp, number?]>([
  ['hangs', () => undefined, /no first token within 150 ms/, 150],
  [
    'hangs after its headers',
    (response) => response.writeHead(200).flushHeaders(),
    /no first token within 150 ms/,
    150,
  ],
  [
    'stops in mid-answer',
    (response) => {
      start(response);
      response.write(event('Well'));
    },
    /no further token within 1000 ms/,
    1000,
  ],
  [
    'is cut in mid-answer',
    (response) => {
      start(response);
      response.write(event('Well'));
      setTimeout(() => response.destroy(), 20);
    },
    /cannot be reached|cut off/,
  ],
  [
    'ends in mid-answer',
    (response) => {
      start(response);
      response.end(event('Well'));
    },
    /cut off in mid-answer/,
  ],
  [
    'answers with an error page',
    (response) => response.writeHead(500).end('<h1>k1 broke</h1>'),
    /500: <h1>\[key\] broke/,
  ],
  [
    'answers with an error event',
    (response) => {
      start(response);
      response.end('data: {"error":{"message":"out of memory"}}\n\n');
    },
    /out of memory/,
  ],
  [
    'sends what is no JSON',
    (response) => {
      start(response);
      response.end('data: {nope\n\n');
    },
    /JSON/,
  ],
])('a server that %s is LLM_FAILED, once', async (_what, script, message, timeoutMs = PATIENCE_MS) => {
  const { baseUrl } = await serve(script);
  const answer = ask(responder(baseUrl, { timeoutMs, apiKey: 'k1' }), 'Hi.');
  await answer.over;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(answer.errors).toMatchObject([{ code: 'LLM_FAILED', retryable: true }]);
  expect(answer.errors[0]?.message).toMatch(message);
  expect(answer.ends).toBe(0);
});

test('a server that refuses connections is LLM_FAILED and says so', async () => {
  const answer = ask(responder('http://127.0.0.1:1/v1'), 'Hi.');
  await answer.over;
  expect(answer.errors[0]?.message).toMatch(/cannot be reached.*(ECONNREFUSED|bad port)/);
});
