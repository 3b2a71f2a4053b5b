import { randomBytes } from 'node:crypto';
import type { LiveKitApi } from './livekit-api.js';

/** What a browser needs to enter a room of its own. The names are those of LiveKit's own starter pages. */
export interface ConnectionDetails {
  readonly serverUrl: string;
  readonly roomName: string;
  readonly participantName: string;
  readonly participantToken: string;
}

/** Somebody asks for a room. */
export interface RoomRequest {
  /** Of the page that asks. */
  readonly origin: string | undefined;
  /** Their client will send `hearing`, and the greeting waits for it. */
  readonly tellsHearing: boolean;
  /** How long they wait for their turn while many enter. */
  readonly waitMs: number;
  /** Aborted when who asks has gone. */
  readonly signal?: AbortSignal | undefined;
}

/** 128 bits, so that nobody guesses a room that somebody else is in. */
const ROOM_RANDOM_BYTES = 16;
const IDENTITY_RANDOM_BYTES = 6;

export interface ConnectionDetailsOptions {
  readonly api: LiveKitApi;
  /** Where this server finds LiveKit. */
  readonly url: string;
  /** Where browsers find it, when that is configured. */
  readonly publicUrl: string | undefined;
  readonly roomPrefix: string;
  readonly tokenTtlSeconds: number;
}

export async function createConnectionDetails(
  options: ConnectionDetailsOptions,
  origin: string | undefined,
  tellsHearing: boolean,
): Promise<ConnectionDetails> {
  const roomName = `${options.roomPrefix}-${randomBytes(ROOM_RANDOM_BYTES).toString('base64url')}`;
  const participantName = `person-${randomBytes(IDENTITY_RANDOM_BYTES).toString('hex')}`;
  return {
    serverUrl: options.publicUrl ?? serverUrlFor(options.url, origin),
    roomName,
    participantName,
    participantToken: await options.api.personToken(
      roomName,
      participantName,
      options.tokenTtlSeconds,
      tellsHearing,
    ),
  };
}

/**
 * The LiveKit URL for a page: one from HTTPS may only use `wss`, on the host that it came from, with Caddy's port 8444
 * beside 8443. A plain page on another machine finds LiveKit on the host that it came from, when this server finds it
 * on its own.
 */
export function serverUrlFor(url: string, origin: string | undefined): string {
  const configured = url.replace(/^http/, 'ws').replace(/\/+$/, '');
  if (origin === undefined || !URL.canParse(origin)) return configured;
  const page = new URL(origin);
  if (page.protocol === 'https:') {
    const port = page.port === '8443' ? '8444' : page.port;
    return `wss://${page.hostname}${port === '' ? '' : `:${port}`}`;
  }
  const target = new URL(configured);
  if (page.protocol !== 'http:' || !isLocalName(target.hostname) || isLocalName(page.hostname))
    return configured;
  return `${target.protocol}//${page.hostname}${target.port === '' ? '' : `:${target.port}`}`;
}

function isLocalName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
}
