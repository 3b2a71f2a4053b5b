import { ParleyError } from '@parley/protocol';
import { WebSocket } from 'ws';
import type { ExternalSettings } from '../external/external-settings.js';
import { refusal } from '../external/server-failure.js';

/** One connection, for one text. */
export interface SpeechSocket {
  send(message: object): void;
  /** Until the server closes or `signal` aborts; each within the timeout. Throws `ParleyError` SYNTHESIS_FAILED. */
  messages(): AsyncGenerator<string>;
  close(): void;
}

/** The server sends faster than real time, so this holds a text of a quarter of an hour; beyond it the call fails. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Undefined when `signal` aborted. Throws `ParleyError` for a refusal and for silence. */
export async function openSpeechSocket(
  settings: ExternalSettings,
  address: string,
  signal: AbortSignal,
): Promise<SpeechSocket | undefined> {
  if (signal.aborted) return undefined;
  const { host } = new URL(address);
  const { timeoutMs, apiKey } = settings;
  const socket = new WebSocket(address, {
    headers: apiKey === undefined ? {} : { 'xi-api-key': apiKey },
    handshakeTimeout: timeoutMs,
    perMessageDeflate: false,
    maxPayload: MAX_WAITING_BYTES,
  });
  const received: string[] = [];
  let receivedBytes = 0;
  let failure: ParleyError | undefined;
  let closed = false;
  let wake = () => {};
  const fail = (error: ParleyError) => {
    failure ??= error;
    closed = true;
    wake();
  };

  socket.on('unexpected-response', (_, response) => {
    response.resume();
    fail(refusal('SYNTHESIS_FAILED', settings, response.statusCode ?? 0, ''));
    socket.terminate();
  });
  socket.on('error', (cause) =>
    fail(new ParleyError('SYNTHESIS_FAILED', `${host} broke off: ${cause.message}`, { cause })),
  );
  socket.on('close', (code, reason) => {
    closed = true;
    if (code >= 1002 && code !== 1005) {
      const said = reason.toString('utf8').slice(0, 300);
      failure ??= new ParleyError('SYNTHESIS_FAILED', `${host} closed the connection (${code}): ${said}`);
    }
    wake();
  });
  socket.on('open', () => wake());
  socket.on('message', (data: Buffer) => {
    received.push(data.toString('utf8'));
    receivedBytes += data.length;
    if (receivedBytes > MAX_WAITING_BYTES)
      fail(new ParleyError('SYNTHESIS_FAILED', `${host} sends without end`));
    wake();
  });

  const close = () => {
    signal.removeEventListener('abort', close);
    closed = true;
    socket.terminate();
    wake();
  };
  signal.addEventListener('abort', close, { once: true });

  /** The next event, or false after the timeout. */
  const event = () =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  const late = () => new ParleyError('SYNTHESIS_FAILED', `${host} went silent for ${timeoutMs} ms`);

  while (socket.readyState === WebSocket.CONNECTING && !closed) {
    if (!(await event())) fail(late());
  }
  if (closed || signal.aborted) {
    close();
    if (signal.aborted) return undefined;
    throw failure ?? new ParleyError('SYNTHESIS_FAILED', `${host} closed the connection`);
  }

  return {
    send: (message) => socket.send(JSON.stringify(message)),
    async *messages() {
      try {
        for (;;) {
          const next = received.shift();
          if (next !== undefined) {
            receivedBytes -= next.length;
            yield next;
          } else if (closed) {
            if (failure && !signal.aborted) throw failure;
            return;
          } else if (!(await event())) throw late();
        }
      } finally {
        close();
      }
    },
    close,
  };
}
