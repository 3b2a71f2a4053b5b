import { SessionCore } from './core/session-core.js';
import type { SessionPorts } from './ports.js';
import type { Session, SessionOptions } from './session.js';

/** Makes a session; nothing happens before `start()`. */
export function createSession(options: SessionOptions, ports: SessionPorts): Session {
  return new SessionCore(options, ports);
}
