import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../logger.js';
import { createOtlpExporter } from './otlp-exporter.js';

interface Received {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let collector: Server;
let received: Received[];
let status: number;

beforeEach(async () => {
  received = [];
  status = 200;
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      received.push({ url: request.url, headers: request.headers, body });
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  collector.close();
  collector.closeAllConnections();
});

const endpoint = (): string => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
const trace = (name: string) => ({ name, startMs: 1000.5, endMs: 1250, children: [] });

test('a trace arrives as OTLP says: parents, times in nanoseconds, attributes by type, and what went wrong', async () => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const exporter = createOtlpExporter({ endpoint: endpoint(), headers: 'x-key=a%2Cb, x-team=voice', logger });
  exporter.export({
    ...trace('turn'),
    attributes: { session_id: 's', generation: 3, share: 0.5, cut: true },
    children: [{ name: 'asr', startMs: 1001, endMs: 1002, error: 'ASR_FAILED' }],
  });
  await exporter.close();
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    url: '/v1/traces',
    headers: { 'content-type': 'application/json', 'x-key': 'a,b', 'x-team': 'voice' },
  });
  const [{ resource, scopeSpans }] = JSON.parse(received[0]?.body ?? '').resourceSpans;
  expect(resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'parley' } }]);
  const [turn, asr] = scopeSpans[0].spans;
  expect(turn).toMatchObject({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    name: 'turn',
    startTimeUnixNano: '1000500000',
    endTimeUnixNano: '1250000000',
    attributes: [
      { key: 'session_id', value: { stringValue: 's' } },
      { key: 'generation', value: { intValue: '3' } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'cut', value: { boolValue: true } },
    ],
    status: {},
  });
  expect(turn.parentSpanId).toBeUndefined();
  expect(asr).toMatchObject({
    traceId: turn.traceId,
    parentSpanId: turn.spanId,
    status: { code: 2, message: 'ASR_FAILED' },
  });
});

test('traces are sent together, without being asked for', async () => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const exporter = createOtlpExporter({ endpoint: `${endpoint()}/v1/traces`, logger, intervalMs: 5 });
  exporter.export(trace('one'));
  exporter.export(trace('two'));
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]?.url).toBe('/v1/traces');
  expect(JSON.parse(received[0]?.body ?? '').resourceSpans[0].scopeSpans[0].spans).toHaveLength(2);
  await exporter.close();
});

test('a collector that refuses or is away is told of once, and stops nothing', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) > 0 } as unknown as NodeJS.WritableStream;
  const logger = createLogger({ name: 'test', level: 'warn', destination });
  const exporter = createOtlpExporter({ endpoint: endpoint(), logger, intervalMs: 5 });
  status = 503;
  exporter.export(trace('refused'));
  await expect.poll(() => received.length).toBe(1);
  collector.close();
  collector.closeAllConnections();
  exporter.export(trace('nobody there'));
  await exporter.close();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('traces were not taken');
});
