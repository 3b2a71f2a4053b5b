import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ParleyError } from '@parley/protocol';
import type { Metrics } from './metrics.js';

export interface MetricsServerOptions {
  readonly metrics: Metrics;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Answers `GET /health`, with 503 unless `ok`. Absent: 404. */
  readonly health?: (() => { readonly ok: boolean; readonly document: object }) | undefined;
}

/** `GET /metrics`, and `GET /health` where it is given, for a process that serves no HTTP otherwise. Owns its socket. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens when it resolves. Throws `ParleyError` CONNECTION_ERROR when the port is taken. */
export async function serveMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const { metrics, host, port, health } = options;
  const server = createServer((request, response) => {
    if (health !== undefined && request.method === 'GET' && request.url === '/health') {
      const { ok, document } = health();
      response
        .writeHead(ok ? 200 : 503, { 'content-type': 'application/json' })
        .end(JSON.stringify(document));
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.render().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `metrics cannot be served on ${host}:${port}: ${cause.message}; choose metrics.prometheus_port`;
      reject(new ParleyError('CONNECTION_ERROR', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
