import { ERRORS, FRAME_BYTES, ParleyError, type SessionEndReason } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock, SessionEvent } from '@parley/session';
import type { RawData, WebSocket } from 'ws';
import type { RestoredSession } from '../../session-host/resumption/resumption.js';
import type { SessionHandle } from '../../session-host/session-handle.js';
import type { SessionHost } from '../../session-host/session-host.js';
import type { ConnectionParameters } from './connection-parameters.js';
import { createDepartureProbe } from './departure-probe.js';
import { createDownlinkEncoder, type DownlinkEncoder } from './downlink-encoder.js';
import { createHeartbeat } from './heartbeat.js';
import { createInletValve } from './inlet-valve.js';
import { createMessageBudget } from './message-budget.js';
import { createMessageRouter } from './message-router.js';
import { createOutlet } from './outlet.js';
import type { RateConverter } from './rate-converter.js';
import { createUplinkPacer } from './uplink-pacer.js';

export interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly parameters: ConnectionParameters;
  /** Owned from here on. */
  readonly converter: RateConverter | undefined;
  readonly host: SessionHost;
  /** The session that goes on. */
  readonly restored?: RestoredSession | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default 30 s: a client that takes nothing for so long is closed. */
  readonly stallMs?: number | undefined;
  /** Default 20 s. */
  readonly pingIntervalMs?: number | undefined;
}

/** Audio that may wait in the process for a slow reader; playout stops above it. */
const AUDIO_BOUND_FRAMES = 5;
/** Base64 and JSON around a frame. */
const JSON_OVERHEAD = 1.45;
/** A peer that does not answer the close is cut off after this. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * One client of `/ws`: one socket and one session, which end together. Owns the socket, its timers and the session's
 * handle; all are gone within `CLOSE_TIMEOUT_MS` of the end.
 */
export function runConnection(options: ConnectionOptions): void {
  const { socket, parameters, converter, host, clock, logger } = options;
  const probe = createDepartureProbe({ stream: socket, clock, ping: () => socket.ping() });
  const valve = createInletValve(probe);
  const budget = createMessageBudget({ clock, valve });
  const outlet = createOutlet({
    socket,
    clock,
    valve,
    audioBoundBytes:
      AUDIO_BOUND_FRAMES *
      FRAME_BYTES *
      (parameters.sampleRateHz / 48_000) *
      (parameters.binaryAudio ? 1 : JSON_OVERHEAD),
    stallMs: options.stallMs,
    onStalled: () => {
      logger.warn('the client took nothing for too long');
      fail(new ParleyError('CONNECTION_ERROR', 'The client takes no data; the connection is closed.'));
    },
  });
  let encoder: DownlinkEncoder | undefined;

  function encode(event: SessionEvent): void {
    encoder?.encode(event);
  }

  function onEvent(event: SessionEvent): void {
    encode(event);
    if (event.type === 'ended') end(event.reason);
  }

  const session: SessionHandle = host.attach({
    resumable: parameters.events,
    restored: options.restored,
    downlink: { holdMode: 'freeze', writable: outlet.writable, send: onEvent },
    settings: {
      language: parameters.language,
      voice: parameters.voice,
      model: parameters.model,
      routingPolicy: parameters.routingPolicy,
      echoCancellation: parameters.echoCancellation,
    },
  });
  encoder = createDownlinkEncoder({
    sessionId: session.id,
    events: parameters.events,
    binaryAudio: parameters.binaryAudio,
    sampleRateHz: parameters.sampleRateHz,
    converter,
    write: outlet.write,
  });
  const uplink = createUplinkPacer({
    clock,
    valve,
    sampleRateHz: parameters.inputRateHz,
    sink: session.pushAudio,
  });

  const heartbeat = createHeartbeat({
    clock,
    intervalMs: options.pingIntervalMs,
    ping: () => socket.ping(),
    progress: () => (outlet.backlogged ? outlet.written : 0),
    onLost: () => {
      logger.info('the client answers no pings');
      session.close('client_disconnect');
      socket.terminate();
    },
  });
  const route = createMessageRouter({
    session,
    uplink,
    inputRateHz: parameters.inputRateHz,
    onPing: (id) => outlet.write(JSON.stringify({ type: 'pong', ...(id !== undefined && { id }) })),
    onInvalid: (problem) => encode({ type: 'error', code: 'INVALID_MESSAGE', message: problem }),
  });

  function fail(error: ParleyError): void {
    encode({ type: 'error', code: error.code, message: error.message });
    session.close('error');
  }

  /** The session has ended: nothing is read or sent any more, and the socket follows. */
  function end(reason: SessionEndReason): void {
    probe.close();
    budget.close();
    uplink.close();
    heartbeat.close();
    converter?.close();
    valve.open();
    if (socket.readyState === socket.OPEN) socket.close(closeCode(reason), reason);
    const timeout = clock.setTimer(CLOSE_TIMEOUT_MS, () => socket.terminate());
    if (socket.readyState === socket.CLOSED) timeout.cancel();
    else socket.once('close', () => timeout.cancel());
  }

  function onMessage(data: RawData, isBinary: boolean): void {
    if (session.state === 'terminated') return;
    heartbeat.seen();
    budget.spend();
    const bytes = joined(data);
    if (isBinary) uplink.stream(bytes);
    else route(bytes.toString('utf8'));
  }

  socket.on('message', onMessage);
  socket.on('pong', heartbeat.seen);
  // ws closes the socket itself after a protocol error (1002, 1007) or a message that is too large (1009).
  socket.on('error', (error) => logger.info({ err: error }, 'the connection broke'));
  socket.on('close', (code) => {
    logger.debug({ close_code: code }, 'the connection is closed');
    outlet.close();
    session.close('client_disconnect');
  });

  outlet.write(
    JSON.stringify({
      type: 'session_start',
      session_id: session.id,
      ...(parameters.events && { resume_token: session.resumeToken }),
      ...(options.restored !== undefined && { resumed: true }),
    }),
  );
  session.start();
}

function closeCode(reason: SessionEndReason): number {
  if (reason === 'error') return ERRORS.CONNECTION_ERROR.closeCode;
  // 1001, "going away" (RFC 6455, 7.4.1): clients may come back, to whichever server is left.
  return reason === 'shutdown' ? 1001 : 1000;
}

function joined(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
