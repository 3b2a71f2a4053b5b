import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock } from '@parley/session';
import { WebSocketServer } from 'ws';
import type { Access } from '../../http/access.js';
import { refuseUpgrade } from '../../http/refuse-upgrade.js';
import type { SessionHost } from '../../session-host/session-host.js';
import { runConnection } from './connection.js';
import { type ConnectionParameters, parseConnectionParameters } from './connection-parameters.js';
import { createRateConverter } from './rate-converter.js';

/** Longest message of a client; a longer one closes the connection with 1009. */
const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

/** The WebSocket surface. Owns its sockets; the sessions behind them belong to the host. */
export interface WebSocketTransport {
  /** Takes an upgrade request, or answers it with an HTTP error. Never throws. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly connectionCount: number;
  /** Cuts off what is still connected. Close the host first, so that clients are told. Idempotent. */
  close(): Promise<void>;
}

export interface WebSocketTransportOptions {
  readonly host: SessionHost;
  readonly access: Access;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxConnections: number;
  /** See `ConnectionOptions`. */
  readonly stallMs?: number | undefined;
  readonly pingIntervalMs?: number | undefined;
}

export function createWebSocketTransport(options: WebSocketTransportOptions): WebSocketTransport {
  const { host, access, logger, maxConnections } = options;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  /** Upgrades that wait for their resampler. */
  let preparing = 0;

  /** Throws `ParleyError`. */
  function admit(request: IncomingMessage): ConnectionParameters {
    if (!access.allows(request)) {
      throw new ParleyError('UNAUTHORIZED', 'Send a token: "Authorization: Bearer …" or "?token=…".');
    }
    const parameters = parseConnectionParameters(
      new URLSearchParams((request.url ?? '').split('?')[1] ?? ''),
    );
    if (host.draining) throw new ParleyError('WORKER_UNAVAILABLE', 'The server is shutting down.');
    if (server.clients.size + preparing >= maxConnections) {
      throw new ParleyError(
        'WORKER_UNAVAILABLE',
        `All ${maxConnections} connections are in use; try again later.`,
      );
    }
    return parameters;
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const parameters = admit(request);
    preparing += 1;
    try {
      const restored = parameters.resume === undefined ? undefined : await host.restore(parameters.resume);
      const converter =
        parameters.sampleRateHz === SAMPLE_RATE_HZ
          ? undefined
          : await createRateConverter(parameters.sampleRateHz);
      let upgraded = false;
      server.handleUpgrade(request, socket, head, (webSocket) => {
        upgraded = true;
        try {
          runConnection({ ...options, socket: webSocket, parameters, converter, restored });
        } catch (thrown) {
          const error = ParleyError.from(thrown);
          logger.error({ err: error }, 'a session could not begin');
          converter?.close();
          webSocket.close(1011, error.code);
        }
      });
      // ws has answered a malformed handshake itself, in the call.
      if (!upgraded) converter?.close();
    } finally {
      preparing -= 1;
    }
  }

  return {
    handleUpgrade(request, socket, head) {
      // Until ws takes the socket over, a reset would otherwise be an unhandled error.
      socket.on('error', () => socket.destroy());
      if (!access.originAllowed(request)) {
        const detail =
          'Pages of this origin may not connect: allowed are its own and those in auth.allowed_origins.';
        refuseUpgrade(socket, 'UNAUTHORIZED', detail, 403);
        return;
      }
      upgrade(request, socket, head).catch((thrown: unknown) => {
        const error = ParleyError.from(thrown);
        if (error.code === 'INTERNAL_ERROR') logger.error({ err: error }, 'an upgrade failed');
        refuseUpgrade(socket, error.code, error.message);
      });
    },
    get connectionCount() {
      return server.clients.size;
    },
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
