import type { Logger } from '../logger.js';
import { otlpDocument } from './otlp-document.js';
import type { Trace, TraceExporter } from './trace.js';

export interface OtlpExporterOptions {
  /** Address of a collector (OTLP over HTTP, `http://localhost:4318`); `/v1/traces` is added unless it is there. */
  readonly endpoint: string;
  /** Sent with every request, as `name=value` with commas between: how OTEL_EXPORTER_OTLP_HEADERS has them. */
  readonly headers?: string | undefined;
  /** Default `parley`. */
  readonly serviceName?: string | undefined;
  readonly logger: Logger;
  /** How long traces are gathered before they are sent together. Default 1000. */
  readonly intervalMs?: number | undefined;
}

/** Traces that wait; further ones are dropped, and the log says how many. */
const MAX_WAITING = 2000;
const MAX_IN_REQUEST = 200;
const TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 3000;

/** Sends traces to an OpenTelemetry collector, some at a time. What a collector does not take is dropped and told once. */
export function createOtlpExporter(options: OtlpExporterOptions): TraceExporter {
  const { logger, serviceName = 'parley', intervalMs = 1000 } = options;
  const url = tracesUrl(options.endpoint);
  const headers = parseHeaders(options.headers);
  const waiting: Trace[] = [];
  let dropped = 0;
  let isTold = false;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let closed = false;
  const abort = new AbortController();

  async function send(): Promise<void> {
    while (waiting.length > 0) {
      const traces = waiting.splice(0, MAX_IN_REQUEST);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: otlpDocument(traces, serviceName),
          signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), abort.signal]),
        });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`HTTP status ${response.status}`);
        isTold = false;
      } catch (thrown) {
        dropped += traces.length;
        if (!isTold) logger.warn({ err: thrown, url: url.origin }, 'traces were not taken');
        isTold = true;
      }
    }
    if (dropped > 0) logger.debug({ dropped }, 'traces dropped');
    dropped = 0;
  }

  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  return {
    export(trace) {
      if (closed) return;
      if (waiting.length >= MAX_WAITING) {
        dropped += 1;
        return;
      }
      waiting.push(trace);
      timer ??= setTimeout(() => void start(), intervalMs).unref();
    },
    async close() {
      if (closed) return;
      closed = true;
      const deadline = setTimeout(() => abort.abort(), CLOSE_TIMEOUT_MS);
      await sending;
      await start();
      clearTimeout(deadline);
    },
  };
}

function tracesUrl(endpoint: string): URL {
  const url = new URL(endpoint);
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`;
  return url;
}

/** Values are URL-encoded, since commas part the pairs. */
function parseHeaders(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(value: string): string {
  return value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
