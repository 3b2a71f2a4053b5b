import {
  type ServerMessage,
  type SessionEndReason,
  serverMessage,
  sessionEndReason,
  type UtteranceEndReason,
} from '@parley/protocol';

/** Undefined for what this version does not know: a newer server may say more. */
export function parseServerMessage(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return undefined;
  }
  const result = serverMessage.safeParse(json);
  return result.success ? result.data : undefined;
}

const SESSION_ENDS: ReadonlySet<string> = new Set(sessionEndReason.options);
/** Reasons of `session_end` after which a new session may be opened unasked. */
const RECONNECTABLE_ENDS: ReadonlySet<SessionEndReason> = new Set(['shutdown', 'error']);

/** Whether the session ended, and not only an utterance of it. */
export function endsSession(reason: SessionEndReason | UtteranceEndReason): reason is SessionEndReason {
  return SESSION_ENDS.has(reason);
}

/** Whether a new session may follow one that ended so; undefined: the server gave no reason. */
export function mayReopen(reason: SessionEndReason | undefined): boolean {
  return reason === undefined || RECONNECTABLE_ENDS.has(reason);
}
