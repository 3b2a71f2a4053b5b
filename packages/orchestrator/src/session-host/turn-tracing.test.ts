import type { Trace } from '@parley/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestClient } from '../testing/test-client.js';
import { startTestServer, type TestServer } from '../testing/test-server.js';

let server: TestServer;
let client: TestClient;
let traces: Trace[];

beforeEach(async () => {
  traces = [];
  const exporter = { export: (trace: Trace) => traces.push(trace), close: async () => {} };
  server = await startTestServer({}, { traces: exporter });
  client = await TestClient.connect(`${server.webSocketUrl}?events=1`);
});
afterEach(async () => {
  await client.close();
  await server.orchestrator.close();
});

const sessionId = () => client.of('session_start')[0]?.session_id;
const names = (trace: Trace | undefined) => trace?.children.map((span) => span.name);

test('a spoken turn is one trace, from the speech to the end of the answer', async () => {
  const beforeMs = Date.now();
  server.recognition.saying = 'what was said';
  const speech = Int16Array.from({ length: 16_000 }, (_, index) => (index % 2 === 0 ? 9000 : -9000));
  client.socket.send(Buffer.from(speech.buffer));
  client.send({ type: 'commit' });
  await client.until(() => client.of('session_end').length === 1, 'the end of the answer');
  expect(traces).toHaveLength(1);
  const [turn] = traces;
  expect(turn).toMatchObject({
    name: 'turn',
    attributes: { session_id: sessionId(), generation: 1, outcome: 'completed' },
  });
  expect(names(turn)).toEqual([
    'vad',
    'end_of_turn',
    'asr',
    'llm',
    'routing',
    'synthesis',
    'first_frame',
    'playout',
  ]);
  for (const span of turn?.children ?? []) {
    expect(span.startMs).toBeGreaterThanOrEqual(turn?.startMs ?? Number.POSITIVE_INFINITY);
    expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
    expect(span.endMs).toBeLessThanOrEqual(turn?.endMs ?? 0);
  }
  // On the wall clock, to within what a clock and its copy may differ.
  expect(turn?.startMs).toBeGreaterThan(beforeMs - 1000);
  expect(JSON.stringify(traces)).not.toContain('said');
});

test('a text that is spoken as given has what a voice takes, and nothing of an answer', async () => {
  client.send({ type: 'text', text: 'Twice.' });
  client.send({ type: 'text', text: 'Two turns.' });
  await client.until(() => client.of('session_end').length === 2, 'the end of both');
  expect(traces.map((trace) => trace.attributes?.generation)).toEqual([1, 2]);
  for (const trace of traces)
    expect(names(trace)).toEqual(['routing', 'synthesis', 'first_frame', 'playout']);
});

test('a reply that is stopped, and one that fails, say so', async () => {
  client.send({ type: 'text', text: 'A rather long text that nobody hears to its end.' });
  await client.until(() => client.of('audio').length > 3, 'sound');
  client.send({ type: 'control', command: 'STOP' });
  await client.until(() => client.of('session_end').length === 1, 'the stop');
  expect(traces.map((trace) => trace.attributes?.outcome)).toEqual(['stopped']);
  server.synthesis.failAfterFrames = 2;
  client.send({ type: 'text', text: 'This one fails.' });
  await client.until(() => client.of('error').length === 1, 'the error');
  expect(traces[1]).toMatchObject({ error: 'SYNTHESIS_FAILED', attributes: { outcome: 'failed' } });
});
