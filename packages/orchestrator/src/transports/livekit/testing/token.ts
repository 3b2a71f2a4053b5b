import { createHmac } from 'node:crypto';

export interface TestToken {
  readonly key: string;
  readonly secret: string;
  readonly identity: string;
  readonly room: string;
  /** Seconds from now; negative: it has expired. */
  readonly expiresInS: number;
}

/** A token for a LiveKit room as anybody with the secret could make it (RFC 7519, HS256). */
export function signToken({ key, secret, identity, room, expiresInS }: TestToken): string {
  const nowS = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({
      iss: key,
      sub: identity,
      nbf: nowS - 7200,
      exp: nowS + expiresInS,
      video: { room, roomJoin: true, canPublish: true, canSubscribe: true, canPublishData: true },
    }),
  ].join('.');
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
