import { ParleyError } from '@parley/protocol';
import { DEVELOPMENT_SECRET } from '../../config/transport.js';

/** HS256 wants a key as long as its digest (RFC 7518, 3.2). */
const MIN_SECRET_LENGTH = 32;
const REMEDY = 'Make one with "openssl rand -base64 32" and give LiveKit the same.';

/**
 * Throws `ParleyError` UNAUTHORIZED for a secret that is too short to sign with and, where clients need tokens, for the
 * one of the documentation.
 */
export function checkSecret(secret: string, guarded: boolean): void {
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new ParleyError(
      'UNAUTHORIZED',
      `LIVEKIT_API_SECRET (transport.livekit.api_secret) has ${secret.length} characters; it needs at ` +
        `least ${MIN_SECRET_LENGTH}. ${REMEDY}`,
    );
  }
  if (guarded && secret === DEVELOPMENT_SECRET) {
    throw new ParleyError(
      'UNAUTHORIZED',
      'LIVEKIT_API_SECRET (transport.livekit.api_secret) is the one for development, which everybody knows: it would ' +
        `let in whom the tokens of this server keep out. ${REMEDY}`,
    );
  }
}
