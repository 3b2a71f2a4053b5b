import { MAX_TEXT_LENGTH, ParleyError, type ServerMessage } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock, SessionEvent, Timer } from '@parley/session';
import type { SessionHandle } from '../../session-host/session-handle.js';
import type { SessionHost } from '../../session-host/session-host.js';
import { applyClientMessage } from '../messages/apply-client-message.js';
import { parseClientMessage } from '../messages/client-message-parser.js';
import { createSessionMessages, type SessionMessages } from '../messages/session-messages.js';
import { MICROPHONE_RATE_HZ } from './agent-messages.js';
import type { AgentLink, AgentPool } from './agent-pool.js';
import type { Readiness, StatusMessage } from './readiness.js';

/** One room and, while a person is in it, one session. Both end together. */
export interface RoomSession {
  /** Ends the session and leaves the room. Idempotent. */
  close(): void;
}

export interface RoomSessionOptions {
  readonly pool: AgentPool;
  readonly url: string;
  readonly token: string;
  /** Of the conversation with a person in this room; see `roomResumeToken`. */
  readonly resumeToken: (identity: string) => string;
  readonly host: SessionHost;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** The person is there and hears. */
  readonly onPerson: () => void;
  /** The room was left. `again`: a person may still be there, and nobody serves them. */
  readonly onEnded: (outcome: { readonly again: boolean; readonly detail: string | undefined }) => void;
}

/** Messages a second that a person's client may send; what comes above is dropped. */
const MESSAGES_PER_SECOND = 100;
/** A person hears "loading" at most so long; then the session begins and says itself what is missing. */
const READY_TIMEOUT_MS = 20_000;
const READY_CHECK_MS = 500;

export function createRoomSession(options: RoomSessionOptions): RoomSession {
  const { pool, host, clock, logger, readiness } = options;
  let session: SessionHandle | undefined;
  let messages: SessionMessages | undefined;
  let timer: Timer | undefined;
  let frames = 0;
  let budget = MESSAGES_PER_SECOND;
  let budgetMs = clock.nowMs();
  let begun = false;
  let over = false;

  function tell(message: ServerMessage | StatusMessage): void {
    link.message(JSON.stringify(message));
  }

  function send(event: SessionEvent): void {
    if (event.type === 'audio') {
      frames += 1;
      link.audio(event);
      return;
    }
    // Before the message, so that the sound stops first.
    if (event.type === 'playback' && event.action !== 'resume') link.clear();
    const message = messages?.of(event, frames);
    if (message !== undefined) tell(message);
    if (event.type === 'ended') link.leave();
  }

  async function begin(identity: string): Promise<void> {
    begun = true;
    const resumeToken = options.resumeToken(identity);
    // What was said before in this room, when its agent or the connection was lost.
    const restored = await host.restore(resumeToken);
    if (over) return;
    try {
      session = host.attach({
        downlink: { holdMode: 'rewind', writable, send },
        settings: {},
        resumeToken,
        restored,
        announceReturn: true,
      });
    } catch (thrown) {
      const error = ParleyError.from(thrown);
      logger.warn({ code: error.code }, 'a person in a room could not be served');
      tell({ type: 'error', code: error.code, message: error.message });
      link.leave();
      return;
    }
    messages = createSessionMessages({ sessionId: session.id, events: true });
    welcome(session, restored !== undefined);
    session.start();
  }

  function welcome({ id, resumeToken }: SessionHandle, resumed: boolean): void {
    tell({
      type: 'session_start',
      session_id: id,
      resume_token: resumeToken,
      ...(resumed && { resumed: true }),
    });
    tell({ type: 'status', phase: 'ready', message: 'Ready.' });
  }

  const writable = (): boolean => link.writable();

  /** Begins when there is somebody to speak and to listen; says meanwhile what is awaited. */
  function beginWhenReady(identity: string, untilMs: number, shown?: string): void {
    timer = undefined;
    if (over || begun) return;
    const awaited = readiness();
    if (awaited !== undefined && awaited.status.phase !== shown) tell(awaited.status);
    if (awaited?.blocks !== true || clock.nowMs() >= untilMs) void begin(identity);
    else
      timer = clock.setTimer(READY_CHECK_MS, () => beginWhenReady(identity, untilMs, awaited.status.phase));
  }

  function affordable(): boolean {
    const nowMs = clock.nowMs();
    const earned = ((nowMs - budgetMs) / 1000) * MESSAGES_PER_SECOND;
    budget = Math.min(MESSAGES_PER_SECOND, budget + earned) - 1;
    budgetMs = nowMs;
    return budget >= 0;
  }

  /** JSON with a type is a message as on `/ws`; any other text is what the person typed. */
  function onMessage(text: string): void {
    if (session === undefined || !affordable()) return;
    if (!looksLikeMessage(text)) {
      if (text.trim() === '') return;
      if (text.length > MAX_TEXT_LENGTH) invalid(`A text may have ${MAX_TEXT_LENGTH} characters.`);
      else session.text({ text, isFinal: true });
      return;
    }
    const parsed = parseClientMessage(text);
    if (!parsed.ok) invalid(parsed.problem);
    else if (parsed.message.type === 'ping')
      tell({ type: 'pong', ...(parsed.message.id !== undefined && { id: parsed.message.id }) });
    else if (parsed.message.type === 'audio') invalid('In a room, audio comes by the microphone track.');
    else applyClientMessage(session, parsed.message);
  }

  function invalid(problem: string): void {
    tell({ type: 'error', code: 'INVALID_MESSAGE', message: problem });
  }

  const link: AgentLink = pool.join({
    url: options.url,
    token: options.token,
    events: {
      joined: () => logger.debug('in the room'),
      person(identity) {
        options.onPerson();
        if (session === undefined) beginWhenReady(identity, clock.nowMs() + READY_TIMEOUT_MS);
        else {
          welcome(session, true);
          session.control('RESUME');
        }
      },
      // The reply waits for them.
      away: () => session?.control('PAUSE'),
      microphone(pcm) {
        if (session === undefined) return;
        // The bytes may lie at an odd offset of what the process sent.
        const samples = new Int16Array(pcm.byteLength >> 1);
        new Uint8Array(samples.buffer).set(pcm.subarray(0, samples.byteLength));
        session.pushAudio(samples, MICROPHONE_RATE_HZ);
      },
      message: onMessage,
      // Never `held`: that would mean that the person's own client heard speech.
      played: ({ generation, samplePosition }) =>
        session?.reportPlayback({ generation, samplePosition, held: false }),
      connection: (up) => logger.info({ up }, up ? 'LiveKit is back' : 'the connection to LiveKit is down'),
      left(reason, detail) {
        over = true;
        timer?.cancel();
        session?.close(reason === 'person-left' ? 'client_disconnect' : 'error');
        options.onEnded({ again: reason === 'failed' || reason === 'crashed', detail });
      },
    },
  });

  return {
    close() {
      if (over) return;
      timer?.cancel();
      session?.close('closed');
      link.leave();
    },
  };
}

function looksLikeMessage(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value;
  } catch {
    return false;
  }
}
