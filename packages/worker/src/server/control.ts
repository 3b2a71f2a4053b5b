import { ParleyError } from '@parley/protocol';

/** What a session's running call can be told to do, in the stream or by the unary `Control`. */
export interface Controllable {
  pause(): void;
  resume(): void;
  stop(): void;
}

/**
 * Applies a command; all are idempotent. An unknown one, which arrives as its bare number, throws `ParleyError`
 * INVALID_MESSAGE. RELOAD concerns the worker, not the call, and is not handled here.
 */
export function control(target: Controllable | undefined, command: unknown): void {
  switch (command) {
    case 'PAUSE':
      target?.pause();
      return;
    case 'RESUME':
      target?.resume();
      return;
    case 'STOP':
      target?.stop();
      return;
    default:
      throw new ParleyError('INVALID_MESSAGE', `unknown control command ${String(command)}`);
  }
}
