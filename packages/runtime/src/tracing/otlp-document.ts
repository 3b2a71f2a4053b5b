import { randomBytes } from 'node:crypto';
import type { Span, SpanAttributes, Trace } from './trace.js';

/** Numbers of the OTLP enumerations `SpanKind` and `StatusCode`. */
const KIND_INTERNAL = 1;
const KIND_SERVER = 2;
const STATUS_ERROR = 2;

/** The body of a `POST /v1/traces`: OTLP 1.x in its JSON form, in which 64-bit numbers are text. */
export function otlpDocument(traces: readonly Trace[], serviceName: string): string {
  const scopeSpans = [{ scope: { name: 'parley' }, spans: traces.flatMap(spansOf) }];
  const resource = { attributes: attributesOf({ 'service.name': serviceName }) };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] });
}

function spansOf(trace: Trace): object[] {
  const traceId = randomBytes(16).toString('hex');
  const root = { traceId, spanId: spanId(), kind: KIND_SERVER, ...described(trace) };
  const children = trace.children.map((span) => ({
    traceId,
    spanId: spanId(),
    parentSpanId: root.spanId,
    kind: KIND_INTERNAL,
    ...described(span),
  }));
  return [root, ...children];
}

function described({ name, startMs, endMs, attributes = {}, error }: Span): object {
  return {
    name,
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(Math.max(startMs, endMs)),
    attributes: attributesOf(attributes),
    status: error === undefined ? {} : { code: STATUS_ERROR, message: error },
  };
}

function attributesOf(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: typedValue(value) }));
}

function typedValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const spanId = (): string => randomBytes(8).toString('hex');

/** To the microsecond, which is what is left of a wall clock in ms as a number. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`;
}
