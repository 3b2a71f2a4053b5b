import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type { Clock } from '@parley/session';

/** How a bidirectional call to a worker ends: in order, with an error, or cut because the worker does not end it. */
export interface CallEnd {
  /** Nothing may be written any more. */
  readonly closed: boolean;
  /** Half-closes. Resolves with whether the call ended in order, at the latest when it had to be cut. */
  end(): Promise<boolean>;
}

/** A worker ends a call within 50 ms of STOP; after this the call is cancelled instead. */
const END_TIMEOUT_MS = 500;

/** `onClosed` is called once: with an error, or without one although no end marker may have come. */
export function watchCallEnd<Request, Response>(
  call: ClientDuplexStream<Request, Response>,
  clock: Clock,
  onClosed: (error: ServiceError | undefined) => void,
): CallEnd {
  let closed = false;
  let inOrder = false;
  let wake: (() => void) | undefined;

  function close(error: ServiceError | undefined): void {
    if (closed) return;
    closed = true;
    inOrder = error === undefined;
    wake?.();
    onClosed(error);
  }
  call.on('error', close);
  call.on('end', () => close(undefined));

  return {
    get closed() {
      return closed;
    },
    end() {
      if (closed) return Promise.resolve(inOrder);
      return new Promise((resolve) => {
        const timer = clock.setTimer(END_TIMEOUT_MS, () => call.cancel());
        wake = () => {
          timer.cancel();
          resolve(inOrder);
        };
        // Whatever still comes is read and dropped, or the end would not be seen.
        call.resume();
        call.end();
      });
    },
  };
}
