import { Worker } from 'node:worker_threads';
import { ParleyError } from '@parley/protocol';
import { fromWireError, toWireError } from './wire.js';

const DEFAULT_STOP_TIMEOUT_MS = 30_000;
/** Starts the thread. Calls may be made at once; they wait until it has loaded. */
export function createLane(options) {
  const { name, stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS } = options;
  const worker = new Worker(options.entry, { name, workerData: options.workerData });
  const calls = new Map();
  let nextId = 1;
  let closing;
  let gone;
  let failure;
  const post = (message, transfer = []) => worker.postMessage(message, [...transfer]);
  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('message', (message) => {
    const call = calls.get(message.id);
    if (call === undefined) return;
    if (message.kind === 'message') {
      try {
        call.onMessage?.(message.message);
      } catch (thrown) {
        post({ kind: 'abort', id: message.id, reason: toWireError(thrown) });
        call.reject(ParleyError.from(thrown));
      }
    } else if (message.kind === 'result') call.resolve(message.value);
    else call.reject(fromWireError(message.error));
  });
  const exited = new Promise((resolve) => {
    worker.on('exit', (exitCode) => {
      const expected = closing !== undefined && failure === undefined && exitCode === 0;
      gone = new ParleyError(
        'INTERNAL_ERROR',
        expected ? `${name} is closed` : describeExit(name, exitCode, failure),
        {
          cause: failure,
          retryable: true,
        },
      );
      for (const call of [...calls.values()]) call.reject(gone);
      resolve(expected ? undefined : gone);
    });
  });
  function call(method, payload, callOptions = {}) {
    const { transfer, onMessage, signal } = callOptions;
    if (gone !== undefined || closing !== undefined) {
      const reason = gone ?? new ParleyError('INTERNAL_ERROR', `${name} is closing`, { retryable: true });
      return { result: Promise.reject(reason), send: () => undefined };
    }
    const id = nextId++;
    const abort = () => post({ kind: 'abort', id, reason: toWireError(signal?.reason) });
    const result = new Promise((resolve, reject) => {
      const settle = () => {
        calls.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      calls.set(id, {
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onMessage,
      });
      try {
        post(
          {
            kind: 'call',
            id,
            method,
            payload,
            ...(signal?.aborted ? { aborted: toWireError(signal.reason) } : {}),
          },
          transfer,
        );
        signal?.addEventListener('abort', abort, { once: true });
      } catch (thrown) {
        calls.get(id)?.reject(ParleyError.from(thrown));
      }
    });
    return {
      result,
      send: (message, messageTransfer) => {
        if (calls.has(id)) post({ kind: 'message', id, message }, messageTransfer);
      },
    };
  }
  return {
    name,
    call,
    exited,
    close: () => {
      closing ??= stop();
      return closing;
    },
  };
  async function stop() {
    post({ kind: 'stop' });
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), stopTimeoutMs);
    });
    const outcome = await Promise.race([exited, late]);
    clearTimeout(timer);
    if (outcome !== 'late') return;
    worker.unref();
    throw new ParleyError('INTERNAL_ERROR', `${name} did not stop within ${stopTimeoutMs} ms`);
  }
}
function describeExit(name, exitCode, failure) {
  if (failure instanceof Error) return `${name} died: ${failure.message}`;
  return `${name} ended unexpectedly with code ${exitCode}`;
}
//# sourceMappingURL=lane.js.map
