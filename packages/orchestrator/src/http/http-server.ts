import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import cors from '@fastify/cors';
import { ERRORS, ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Access } from './access.js';
import { addBrowserClient } from './browser-client.js';
import { listenError } from './listen-error.js';
import { refuseUpgrade } from './refuse-upgrade.js';

/** Takes an upgrade request or answers it with an HTTP error. Never throws. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The one port: routes, WebSocket upgrades by path, and the browser client's files. */
export interface HttpServer {
  /** Add routes before `listen`. */
  readonly routes: FastifyInstance;
  onUpgrade(path: string, handler: UpgradeHandler): void;
  /** Throws `ParleyError` that says what to do when the port is taken or not allowed. */
  listen(host: string, port: number): Promise<ServerAddress>;
  /** Stops listening and ends idle connections. Idempotent. */
  close(): Promise<void>;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** `http://host:port` */
  readonly url: string;
}

export interface HttpServerOptions {
  readonly access: Access;
  readonly allowedOrigins: readonly string[];
  /** Whose `X-Forwarded-For` tells the address of a request. */
  readonly trustedProxies: readonly string[];
  readonly logger: Logger;
  /** Files of the browser client; absent when it is not built. */
  readonly webDirectory?: string | undefined;
}

/** JSON requests are small here; surfaces that take files set their own limit. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Open without a token: a load balancer asks for health, and a browser has to load the page that asks for a token. */
const OPEN_PATHS = [/^\/health(\/|$)/, /^\/(liveness|readiness)$/, /^\/api\/livekit\/webhook$/];
const GUARDED_PATHS = [/^\/api\//, /^\/v1\//, /^\/metrics(\/|$)/];

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { access, allowedOrigins, logger, webDirectory } = options;
  const upgrades = new Map<string, UpgradeHandler>();
  const routes = fastify({
    loggerInstance: logger.child({}, { level: logger.level === 'debug' ? 'debug' : 'warn' }),
    trustProxy: options.trustedProxies.length > 0 && [...options.trustedProxies],
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  }) as unknown as FastifyInstance;

  routes.addHook('onRequest', async (request) => {
    const path = request.url.split('?')[0] ?? '/';
    if (OPEN_PATHS.some((open) => open.test(path)) || !GUARDED_PATHS.some((guarded) => guarded.test(path)))
      return;
    if (access.allows(request.raw)) return;
    throw new ParleyError('UNAUTHORIZED', 'Send a token: "Authorization: Bearer …".');
  });
  routes.setErrorHandler<FastifyError | ParleyError>((error, request, reply) => {
    if (error instanceof ParleyError) {
      if (error.retryAfterMs !== undefined)
        void reply.header('Retry-After', String(Math.ceil(error.retryAfterMs / 1000)));
      return reply.code(ERRORS[error.code].httpStatus).send({ detail: error.message, code: error.code });
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'a request failed');
    const detail = status >= 500 ? ERRORS.INTERNAL_ERROR.summary : error.message;
    return reply.code(status).send({ detail, code: status >= 500 ? 'INTERNAL_ERROR' : 'INVALID_MESSAGE' });
  });
  routes.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ detail: 'There is nothing at this address.', code: 'NOT_FOUND' }),
  );
  if (allowedOrigins.length > 0) {
    await routes.register(cors, { origin: allowedOrigins.includes('*') ? true : [...allowedOrigins] });
  }
  if (webDirectory === undefined) {
    routes.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE_WITHOUT_CLIENT));
  } else {
    await addBrowserClient(routes, webDirectory);
  }

  routes.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const handler = upgrades.get(path);
    if (handler !== undefined) {
      handler(request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    refuseUpgrade(
      socket,
      'NOT_FOUND',
      `No WebSocket lives at this path. Known: ${[...upgrades.keys()].join(', ')}.`,
    );
  });

  return {
    routes,
    onUpgrade(path, handler) {
      upgrades.set(path, handler);
    },
    async listen(host, port) {
      try {
        await routes.listen({ host, port });
      } catch (thrown) {
        throw listenError(thrown, host, port);
      }
      const address = routes.server.address() as AddressInfo;
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { host: address.address, port: address.port, url: `http://${shown}:${address.port}` };
    },
    async close() {
      await routes.close();
    },
  };
}

const PAGE_WITHOUT_CLIENT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>parley</title>
<body style="font-family: system-ui; max-width: 40rem; margin: 4rem auto; line-height: 1.5">
<h1>parley is running</h1>
<p>The browser client is not built. Build it with <code>pnpm build</code> and start again, or talk from a terminal
with <code>parley talk</code>. The server's state: <a href="/health">/health</a>.</p>
</body></html>
`;
