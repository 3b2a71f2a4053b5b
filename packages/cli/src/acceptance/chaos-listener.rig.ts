import { type Caller, call } from './caller.rig.js';

/** What became of one text. */
export interface Heard {
  readonly completed: boolean;
  readonly frames: number;
  /** Codes of the errors that came with it. */
  readonly errors: readonly string[];
  /** Longer than `LONG_MS`, from the text, or the last sound, until the next sound or the end. */
  readonly silences: readonly Silence[];
}

export interface Silence {
  readonly durationMs: number;
  /** How long the listener waited for word of it; undefined when none came. */
  readonly toldAfterMs: number | undefined;
  /** Sound that was heard before it. */
  readonly atFrame: number;
  /** When it began, on the clock of `performance.now`. */
  readonly sinceMs: number;
}

/** What a person takes for a pause. */
const LONG_MS = 1000;
/** Past every patience of the server. */
const END_TIMEOUT_MS = 60_000;

/** Whom a session speaks to, text after text. */
export interface Listener {
  readonly caller: Caller;
  /** Resolves when the text has ended, however it did. */
  hear(text: string): Promise<Heard>;
}

export async function listen(url: string): Promise<Listener> {
  const caller = await call(url);
  let silences: Silence[] = [];
  let sinceMs = 0;
  let toldAfterMs: number | undefined;
  let atFrame = 0;

  function soundOrEnd(): void {
    const nowMs = performance.now();
    const durationMs = nowMs - sinceMs;
    if (durationMs > LONG_MS) silences.push({ durationMs, toldAfterMs, atFrame, sinceMs });
    sinceMs = nowMs;
    toldAfterMs = undefined;
  }
  let seen = 0;
  // After the caller's own: what has come is in `received`.
  caller.socket.on('message', () => {
    for (const message of caller.received.slice(seen)) {
      if (message.type === 'frame' || message.type === 'session_end') soundOrEnd();
      if (message.type === 'frame') atFrame += 1;
      if (message.type === 'error') toldAfterMs ??= performance.now() - sinceMs;
    }
    seen = caller.received.length;
  });

  return {
    caller,
    async hear(text) {
      const before = {
        frames: caller.frames.length,
        errors: caller.messages('error').length,
        ends: caller.messages('session_end').length,
      };
      const ended = () => caller.messages('session_end').length > before.ends;
      silences = [];
      atFrame = 0;
      toldAfterMs = undefined;
      sinceMs = performance.now();
      caller.send({ type: 'text', text });
      await caller.until('the end of the text', ended, END_TIMEOUT_MS);
      return {
        completed: caller.messages('session_end')[before.ends]?.reason === 'completed',
        frames: caller.frames.length - before.frames,
        errors: caller
          .messages('error')
          .slice(before.errors)
          .map(({ code }) => code),
        silences,
      };
    },
  };
}
