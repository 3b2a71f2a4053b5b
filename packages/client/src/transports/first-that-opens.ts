import { ParleyError } from '@parley/protocol';
import type { Transport, TransportListener, Wire } from './transport.js';

export interface FirstThatOpensOptions {
  /** In order of preference, at least one; each is made when its turn comes. */
  readonly candidates: readonly (() => Transport | Promise<Transport>)[];
  /** A candidate did not open and the next one is tried. */
  readonly onFallback?: ((from: Wire | undefined, error: ParleyError) => void) | undefined;
}

/**
 * One transport out of several: the first that opens carries the session. What the server refuses for good (a token,
 * a limit) is not asked again over another wire. Owns whichever it opened.
 */
export function createFirstThatOpens(options: FirstThatOpensOptions): Transport {
  const { candidates, onFallback } = options;
  let current: Transport | undefined;
  let closed = false;

  async function attempt(index: number, listener: TransportListener): Promise<string> {
    const create = candidates[index];
    if (create === undefined) throw new ParleyError('CONNECTION_ERROR', 'No way to connect is left.');
    try {
      const transport = await create();
      if (closed) throw new ParleyError('CONNECTION_ERROR', 'closed by this side');
      current = transport;
      return await transport.open(listener);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'CONNECTION_ERROR');
      const failed = current;
      current = undefined;
      await failed?.close();
      if (closed || !error.retryable || index + 1 >= candidates.length) throw error;
      onFallback?.(failed?.wire, error);
      return attempt(index + 1, listener);
    }
  }

  return {
    get wire() {
      return current?.wire ?? 'websocket';
    },
    get speaker() {
      return current?.speaker;
    },
    open: (listener) => attempt(0, listener),
    send(message) {
      if (current === undefined) throw new ParleyError('CONNECTION_ERROR', 'Not connected.');
      current.send(message);
    },
    report: (report, ownHold) => current?.report(report, ownHold),
    sendAudio: (samples, sampleRateHz) => current?.sendAudio(samples, sampleRateHz),
    useMicrophone: async (microphone) => current?.useMicrophone?.(microphone),
    async close() {
      closed = true;
      const open = current;
      current = undefined;
      await open?.close();
    },
  };
}
