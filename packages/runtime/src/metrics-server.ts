import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ParleyError } from '@parley/protocol';
import type { Metrics } from './metrics.js';

export interface MetricsServerOptions {
  readonly metrics: Metrics;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** `GET /metrics` for a process that serves no HTTP otherwise. Owns its socket. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens when it resolves. Throws `ParleyError` CONNECTION_ERROR when the port is taken. */
export async function serveMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const { metrics, host, port } = options;
  const server = createServer((request, response) => {
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
