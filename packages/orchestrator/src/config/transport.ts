import { z } from 'zod';
import { isNetwork } from './network.js';
import { section } from './section.js';

/** The one port. */
export const websocket = section({
  /** False: no WebSocket; the port still serves health, metrics and LiveKit. */
  enabled: z.boolean().default(true),
  /** Address of the one port. Other than loopback it needs tokens, or `auth.mode: open`. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.int().min(0).max(65_535).default(8080),
  /** Addresses and networks (`10.0.0.0/8`; also `loopback`, `linklocal`, `uniquelocal`) of proxies whose
   * `X-Forwarded-For` is believed. Without them all clients of a proxy share one limit. */
  trusted_proxies: z
    .array(z.string().refine(isNetwork, 'an address, a network, or one of those words'))
    .default([]),
  /** The next upgrade is answered with HTTP 503. */
  max_connections: z.int().min(1).max(100_000).default(100),
  /** Frames of 20 ms that a worker may make ahead of playout. */
  frame_queue_size: z.int().min(5).max(500).default(50),
});

/** Public: whoever has read this can enter every room of a LiveKit that uses it. */
export const DEVELOPMENT_SECRET = 'parley-development-secret-not-for-production';

/** WebRTC through a LiveKit server. */
export const livekit = section({
  /** False: nothing of LiveKit is loaded. */
  enabled: z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .transform((value) => value === true || value === 'true')
    .default(false),
  /** Where this server finds LiveKit. */
  url: z
    .url({ protocol: /^(wss?|https?)$/, error: 'an address with ws, wss, http or https' })
    .default('ws://localhost:7880'),
  /** Where browsers find it. Default: made from `url` and the page's own address. */
  public_url: z.url({ protocol: /^wss?$/, error: 'an address with ws or wss' }).optional(),
  /** Key of the LiveKit server. */
  api_key: z.string().min(1).default('devkey'),
  /** At least 32 characters. The default is for development (LiveKit's own container has the same): a server that
   * wants tokens refuses to start with it. */
  api_secret: z.string().min(1).default(DEVELOPMENT_SECRET),
  /** Rooms whose name begins with this and a dash get an agent. */
  room_prefix: z.string().min(1).max(100).default('tts-session'),
  /** How often LiveKit is asked for rooms; its webhook makes the agent come sooner. */
  poll_interval_ms: z.int().min(100).max(60_000).default(1000),
  /** Further people are told that all places are taken, and when to ask again. */
  max_rooms: z.int().min(1).max(10_000).default(100),
  /** Rooms that share a process: about 20 take six tenths of a core. */
  rooms_per_process: z.int().min(1).max(100).default(20),
  /** How long the token of `/api/connection-details` opens its room. */
  access_ttl_seconds: z.int().min(60).max(86_400).default(900),
  /** Calls of `/api/connection-details` that one address may make. */
  connection_details_per_minute: z.int().min(1).max(10_000).default(30),
});
