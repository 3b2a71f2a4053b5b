import { ParleyError } from '@parley/protocol';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { LiveKitTransport } from '../transports/livekit/livekit-transport.js';
import type { Access } from './access.js';
import type { RateLimit } from './rate-limit.js';

export interface LiveKitRoutesOptions {
  readonly access: Access;
  /** Undefined while LiveKit is disabled. */
  readonly transport: LiveKitTransport | undefined;
  readonly limit: RateLimit;
}

/** The path that LiveKit calls; its signature is the key, so clients' tokens do not matter there. */
export const LIVEKIT_WEBHOOK_PATH = '/api/livekit/webhook';

/** Browsers give up after 5 s and take the WebSocket. */
const USUAL_WAIT_MS = 4000;
const MAX_WAIT_MS = 30_000;

/** As LiveKit's own pages send it; the server has one agent, so the name decides nothing. Our client adds fields. */
const detailsRequest = z
  .object({
    room_config: z
      .object({
        agents: z
          .array(z.object({ agent_name: z.string().max(100).optional() }))
          .max(10)
          .optional(),
      })
      .optional(),
    tells_hearing: z.boolean().optional(),
    wait_ms: z.int().min(0).max(MAX_WAIT_MS).optional(),
  })
  .nullish();

/** `GET /api/app` (what this server offers a page), `POST /api/connection-details`, and LiveKit's webhook. */
export function addLiveKitRoutes(server: FastifyInstance, options: LiveKitRoutesOptions): void {
  const { access, transport, limit } = options;

  server.get('/api/app', async () => ({ webrtc: transport !== undefined }));

  server.post('/api/connection-details', async (request, reply) => {
    void reply.header('Cache-Control', 'no-store');
    if (transport === undefined)
      throw new ParleyError('NOT_FOUND', 'WebRTC is not enabled here (transport.livekit.enabled); use /ws.');
    if (!access.originAllowed(request.raw))
      return reply.code(403).send({ detail: 'Pages of this origin may not connect.', code: 'UNAUTHORIZED' });
    const retryAfterMs = limit.take(request.ip);
    if (retryAfterMs > 0)
      throw new ParleyError('LIMIT_EXCEEDED', 'Too many calls were started from this address.', {
        retryAfterMs,
      });
    const parsed = detailsRequest.safeParse(request.body);
    if (!parsed.success)
      throw new ParleyError(
        'INVALID_MESSAGE',
        `Expected nothing, or some of "room_config" {agents: [{agent_name}]}, "tells_hearing" true or false, and "wait_ms" from 0 to ${MAX_WAIT_MS}.`,
      );
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return transport.connectionDetails({
      origin: request.headers.origin,
      tellsHearing: parsed.data?.tells_hearing ?? false,
      waitMs: parsed.data?.wait_ms ?? USUAL_WAIT_MS,
      signal: gone.signal,
    });
  });

  if (transport === undefined) return;
  // The signature is over the bytes as they came, so this route parses nothing.
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    scope.post(LIVEKIT_WEBHOOK_PATH, async (request) => {
      await transport.webhook(String(request.body ?? ''), request.headers.authorization);
      return {};
    });
    done();
  });
}
