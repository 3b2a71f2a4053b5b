import type { ResponseHandle, ResponseSink } from '@parley/session';

/** Gives a ready answer to a sink, piece by piece and never from inside the call, until it is cancelled. */
export function deliver(pieces: readonly string[], sink: ResponseSink): ResponseHandle {
  let next = 0;
  let step = setImmediate(advance);
  function advance(): void {
    const piece = pieces[next];
    next += 1;
    if (piece === undefined) {
      sink.onEnd();
      return;
    }
    // Scheduled first: a sink that cancels from inside `onText` must find it.
    step = setImmediate(advance);
    if (piece !== '') sink.onText(piece);
  }
  return { cancel: () => clearImmediate(step) };
}
