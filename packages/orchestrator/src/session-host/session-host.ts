import { randomUUID } from 'node:crypto';
import { ParleyError, type SessionEndReason } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import {
  type Clock,
  createSession,
  type DownlinkPort,
  type EndOfTurnPort,
  type RecognitionPort,
  type ResponderPort,
  type Session,
  type SessionEvent,
  type SynthesisPort,
} from '@parley/session';
import type { Listener, ListenerFactory } from '../listening/listener.js';
import { bargeInStrategy, type ClientSettings } from './client-settings.js';
import { createHostedSession } from './hosted-session.js';
import { createPlayoutClock } from './playout-clock.js';
import { awaitQuiet } from './quiet.js';
import type { Keeping, RestoredSession, Resumption } from './resumption/resumption.js';
import type { SessionHandle } from './session-handle.js';
import type { SessionMeter } from './session-meter.js';
import type { SessionMetrics } from './session-metrics.js';
import type { SessionDefaults } from './session-policies.js';
import type { TurnTracing } from './turn-tracing.js';

/**
 * Owns every session of the process, their listeners, and the one clock that paces them. Knows no wire: a transport
 * attaches a downlink and gets a handle.
 */
export interface SessionHost {
  /** Throws `ParleyError` LIMIT_EXCEEDED while the host drains. */
  attach(options: AttachOptions): SessionHandle;
  /**
   * The session of a resume token, now owned here. Undefined when it cannot be found again, for whatever reason: a new
   * one begins, and nobody is turned away for it. Never rejects.
   */
  restore(token: string): Promise<RestoredSession | undefined>;
  readonly sessionCount: number;
  /** Whether new sessions are refused. */
  readonly draining: boolean;
  /**
   * Refuses new sessions, lets replies end for at most `graceMs`, then ends every session with `shutdown`. Idle
   * sessions end at once.
   */
  drain(graceMs: number): Promise<void>;
  /** Ends every session with `shutdown`, now. Idempotent. */
  close(): Promise<void>;
}

export interface AttachOptions {
  readonly downlink: DownlinkPort;
  readonly settings: ClientSettings;
  /** Whether the session can be taken up again after its connection is lost. Default false. */
  readonly resumable?: boolean | undefined;
  /** Makes the session resumable under a token that its transport can tell again. Default: a random one. */
  readonly resumeToken?: string | undefined;
  /** The session that goes on; see `restore`. */
  readonly restored?: RestoredSession | undefined;
  /** Whether a restored session says that it goes on. Default false. */
  readonly announceReturn?: boolean | undefined;
}

export interface SessionHostOptions {
  readonly clock: Clock;
  readonly synthesis: SynthesisPort;
  readonly recognition: RecognitionPort;
  readonly responder: ResponderPort;
  readonly endOfTurn?: EndOfTurnPort | undefined;
  /** Absent: microphone audio is ignored. Not owned. */
  readonly listeners?: ListenerFactory | undefined;
  readonly defaults: SessionDefaults;
  /** Whether a recogniser is there, asked when a session begins. */
  readonly recognitionAvailable: () => boolean;
  /** Told when a session has ended, so that what workers keep for it goes at once. */
  readonly onSessionEnded?: ((sessionId: string) => void) | undefined;
  /** Absent: no session can be resumed. Not owned. */
  readonly resumption?: Resumption | undefined;
  readonly metrics: SessionMetrics;
  /** Hears what sessions say. Absent: nothing is traced. */
  readonly tracing?: TurnTracing | undefined;
  readonly logger: Logger;
}

/** Names as the log has them. */
function snakeCased(figures: object): object {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

/**
 * The fencing epoch is the upper part of a generation: what an owner before still sends is older than all that the
 * present one does. Thousands of owners with a million replies each fit the 32 bits of the wire.
 */
const GENERATIONS_PER_EPOCH = 2 ** 20;

export function createSessionHost(options: SessionHostOptions): SessionHost {
  const { clock, defaults, metrics, logger } = options;
  const playoutClock = createPlayoutClock({ clock });
  const sessions = new Map<Session, SessionMeter>();
  let draining = false;

  function endAll(reason: SessionEndReason): void {
    for (const session of [...sessions.keys()]) session.close(reason);
  }

  function busy(session: Session): boolean {
    const { state } = session;
    if (state === 'processing' || state === 'speaking' || state === 'barged_in') return true;
    return sessions.get(session)?.awaitsAudio === true;
  }

  function attach(attached: AttachOptions): SessionHandle {
    const { downlink, settings, resumable = false, resumeToken, restored } = attached;
    if (draining) throw new ParleyError('LIMIT_EXCEEDED', 'The server is shutting down.');
    const id = restored?.session.id ?? randomUUID();
    const log = logger.child({ session_id: id });
    const meter = metrics.open();
    const returnNotice = attached.announceReturn === true ? defaults.returnNotice : undefined;
    let listener: Listener | undefined;
    let ended = false;
    let endedGeneration = -1;
    let keeping: Keeping | undefined;

    function send(event: SessionEvent): void {
      if (ended) return;
      if (event.type === 'utterance-end') {
        // A reply that is stopped after its last frame was sent, but before it was heard, ends once all the same.
        if (event.generation === endedGeneration) return;
        endedGeneration = event.generation;
      }
      if (event.type === 'state' || event.type === 'utterance-end') keeping?.changed();
      meter.onEvent(event, clock.nowMs());
      options.tracing?.onEvent(id, event);
      if (event.type === 'error') log.warn({ code: event.code }, event.message);
      if (event.type === 'state') {
        listener?.setState?.(event.state);
        log.debug({ state: event.state, previous: event.previous, cause: event.cause }, 'state');
      }
      if (event.type === 'ended') end(event.reason);
      downlink.send(event);
    }

    function end(reason: SessionEndReason): void {
      ended = true;
      playoutClock.remove(tick);
      sessions.delete(session);
      const listening = listener?.statistics?.();
      listener?.close();
      keeping?.ended(reason);
      hosted.release();
      options.onSessionEnded?.(id);
      const statistics = session.statistics();
      meter.close(statistics);
      log.info(
        {
          reason,
          session_duration_s: Math.round(statistics.durationMs) / 1000,
          messages: statistics.messages,
          frame_count: statistics.framesReleased,
          barge_in_count: statistics.bargeIns,
          false_interruptions: statistics.falseInterruptions,
          rejected_transitions: statistics.rejectedTransitions,
          ...meter.figures(),
          ...(listening !== undefined &&
            listening.framesProcessed > 0 && { listening: snakeCased(listening) }),
        },
        'session ended',
      );
    }

    function tick(): void {
      try {
        session.tick();
      } catch (thrown) {
        // A fault in one session must not silence the others.
        log.error({ err: thrown }, 'playout failed');
        session.close('error');
      }
    }

    const session = createSession(
      {
        id,
        recognition: options.recognitionAvailable(),
        greeting: restored === undefined ? defaults.greeting : returnNotice,
        ...(restored !== undefined && {
          history: restored.session.turns,
          generationBase: restored.epoch * GENERATIONS_PER_EPOCH,
        }),
        language: settings.language ?? restored?.session.language ?? defaults.language,
        voice: settings.voice ?? restored?.session.voice,
        model: settings.model ?? restored?.session.model,
        routingPolicy: settings.routingPolicy,
        turn: {
          ...defaults.turn,
          ...(settings.pushToTalk !== undefined && { pushToTalk: settings.pushToTalk }),
        },
        bargeIn: {
          ...defaults.bargeIn,
          ...(settings.bargeIn?.policy !== undefined && { policy: settings.bargeIn.policy }),
          strategy: bargeInStrategy(settings, defaults.bargeIn.strategy),
          echoGuard: settings.echoCancellation === false,
        },
        playout: defaults.playout,
        limits: defaults.limits,
      },
      {
        clock,
        synthesis: options.synthesis,
        recognition: options.recognition,
        responder: options.responder,
        ...(options.endOfTurn !== undefined && { endOfTurn: options.endOfTurn }),
        downlink: { holdMode: downlink.holdMode, writable: () => downlink.writable(), send },
      },
    );
    listener = options.listeners?.open({
      sessionId: id,
      onWindow(window) {
        if (ended) return;
        meter.beforeWindow(clock.nowMs());
        try {
          session.pushWindow(window);
        } catch (thrown) {
          log.error({ err: thrown }, 'listening failed');
          session.close('error');
        }
        meter.afterWindow();
      },
    });
    if (resumable || resumeToken !== undefined || restored !== undefined) {
      keeping = options.resumption?.keep(
        {
          token: resumeToken,
          snapshot: () => ({
            id,
            turns: session.history,
            language: settings.language ?? restored?.session.language,
            voice: settings.voice ?? restored?.session.voice,
            model: settings.model ?? restored?.session.model,
          }),
          onLost: () => session.close('client_disconnect'),
        },
        restored,
      );
    }
    const hosted = createHostedSession({
      resumeToken: keeping?.token,
      session,
      listener,
      clock,
      defaults,
      logger: log,
      send,
      meter,
    });
    sessions.set(session, meter);
    playoutClock.add(tick);
    log.info('session began');
    return hosted.handle;
  }

  return {
    attach,
    async restore(token) {
      try {
        return await options.resumption?.restore(token);
      } catch (thrown) {
        logger.warn({ err: thrown }, 'a session could not be restored; a new one begins');
        return undefined;
      }
    },
    get sessionCount() {
      return sessions.size;
    },
    get draining() {
      return draining;
    },
    async drain(graceMs) {
      draining = true;
      await awaitQuiet({ clock, sessions, graceMs, busy, onQuiet: (session) => session.close('shutdown') });
      endAll('shutdown');
    },
    async close() {
      draining = true;
      endAll('shutdown');
      playoutClock.close();
    },
  };
}
