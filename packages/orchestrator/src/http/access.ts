import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { ParleyError } from '@parley/protocol';
import type { OrchestratorConfig } from '../config.js';

/** Who may come in; one rule for every surface. */
export interface Access {
  /** Whether clients need a token. */
  readonly tokenRequired: boolean;
  /** Whether this request may use the server. The token is a bearer header or `?token=`. */
  allows(request: IncomingMessage): boolean;
  /**
   * Whether a browser on that page may use the server: from the server's own origin or one of the allow-list.
   * Clients that are no browsers send no Origin and are fine.
   */
  originAllowed(request: IncomingMessage): boolean;
}

/**
 * Throws `ParleyError` UNAUTHORIZED when the configuration would open the server to the network without a token:
 * open is for loopback, unless `auth.mode: open` says otherwise.
 */
export function createAccess(config: OrchestratorConfig): Access {
  const { mode, tokens, admin_token: adminToken, allowed_origins: allowedOrigins } = config.auth;
  const host = config.transport.websocket.host;
  const loopback = isLoopback(host);
  const known = [...tokens, ...(adminToken === undefined ? [] : [adminToken])].map(digest);
  if (mode !== 'open' && tokens.length === 0 && (mode === 'token' || !loopback)) {
    throw new ParleyError(
      'UNAUTHORIZED',
      `Refusing to listen on ${host} without tokens. Set PARLEY_API_TOKENS (auth.tokens) to a list of secrets, ` +
        'or auth.mode: open to let everybody in, or listen on 127.0.0.1.',
    );
  }
  const tokenRequired = mode !== 'open' && known.length > 0;
  const onlyLocalPages = loopback && !tokenRequired;

  return {
    tokenRequired,
    allows(request) {
      if (!tokenRequired) return true;
      const given = presentedToken(request);
      if (given === undefined) return false;
      const givenDigest = digest(given);
      return known.some((knownDigest) => timingSafeEqual(knownDigest, givenDigest));
    },
    originAllowed(request) {
      const origin = request.headers.origin;
      if (origin === undefined) return true;
      if (allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
      if (!URL.canParse(origin)) return false;
      const page = new URL(origin);
      // The scheme is left out: behind a proxy that ends TLS it differs.
      if (page.host !== request.headers.host) return false;
      // A foreign name that was made to point here (DNS rebinding) has equal hosts, but no loopback name.
      return !onlyLocalPages || isLoopback(page.hostname.replace(/^\[|\]$/g, ''));
    },
  };
}

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1';
}

function presentedToken(request: IncomingMessage): string | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token !== undefined && token !== '') return token;
  const query = (request.url ?? '').split('?')[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get('token') ?? undefined);
}

/** Digests have one length, so that comparing them tells nothing about the token's. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
