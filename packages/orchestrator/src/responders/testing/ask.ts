import type { ParleyError } from '@parley/protocol';
import type { ResponderPort, ResponseHandle, ResponseSink, Turn } from '@parley/session';

/** What a responder said in a test, and how it ended. */
export interface Answer {
  readonly deltas: string[];
  readonly errors: ParleyError[];
  ends: number;
  readonly handle: ResponseHandle;
  readonly over: Promise<void>;
  readonly text: () => string;
}

export function ask(responder: ResponderPort, text: string, history: readonly Turn[] = []): Answer {
  const deltas: string[] = [];
  const errors: ParleyError[] = [];
  let resolve: () => void = () => undefined;
  const over = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  const counts = { ends: 0 };
  const sink: ResponseSink = {
    onText: (delta) => {
      deltas.push(delta);
    },
    onEnd() {
      counts.ends += 1;
      resolve();
    },
    onError(error) {
      errors.push(error);
      resolve();
    },
  };
  const handle = responder.respond({ sessionId: 's', history, text, speculative: false }, sink);
  return {
    deltas,
    errors,
    handle,
    over,
    text: () => deltas.join(''),
    get ends() {
      return counts.ends;
    },
  };
}

export function said(role: Turn['role'], text: string, interrupted = false): Turn {
  return { role, text, interrupted };
}
