import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, ParleyError } from '@parley/protocol';
import type { ExternalSettings } from './external-settings.js';
import { refusal, retryAfterMs } from './server-failure.js';

export interface HttpRequest {
  /** Appended to the settings' `url`. */
  readonly path: string;
  readonly contentType?: string | undefined;
  readonly body: string | FormData;
  /** What a failure is called. */
  readonly errorCode: ErrorCode;
}

/** An answer with status 200. `close` ends it, also upstream; until then it may be read part by part. */
export interface HttpCall {
  readonly headers: Headers;
  /** Each part, within the settings' timeout. Throws `ParleyError` when the answer is cut off. */
  parts(): AsyncGenerator<Uint8Array>;
  close(): void;
}

/** Refusals for being busy that are waited out. */
const MAX_RETRIES = 2;

/**
 * Posts to an external server. A 429 whose `Retry-After` fits into the timeout is waited out, up to twice; every
 * other refusal, and silence, is a `ParleyError`. Undefined when `signal` aborted, which also cancels upstream.
 */
export async function postTo(
  settings: ExternalSettings,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpCall | undefined> {
  const deadlineMs = Date.now() + settings.timeoutMs;
  for (let retries = 0; ; retries++) {
    const attempt = await post(settings, request, signal);
    if (attempt === undefined || !('waitMs' in attempt)) return attempt;
    const { waitMs, error } = attempt;
    if (waitMs === undefined || retries === MAX_RETRIES || Date.now() + waitMs > deadlineMs) throw error;
    // Rejects only when aborted, which the next line sees.
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
  }
}

async function post(
  settings: ExternalSettings,
  { path, contentType, body, errorCode }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpCall | { waitMs: number | undefined; error: ParleyError } | undefined> {
  if (signal.aborted) return undefined;
  const own = new AbortController();
  const cancel = () => own.abort();
  signal.addEventListener('abort', cancel, { once: true });
  const close = () => {
    signal.removeEventListener('abort', cancel);
    own.abort();
  };
  const timely = <R>(promise: Promise<R>, what: string) => withTimeout(promise, settings, what, errorCode);
  const headers = new Headers();
  if (contentType !== undefined) headers.set('content-type', contentType);
  if (settings.apiKey !== undefined) headers.set('authorization', `Bearer ${settings.apiKey}`);
  try {
    const url = settings.url + path;
    const sent = fetch(url, { method: 'POST', headers, body, signal: own.signal });
    const response = await timely(sent, 'did not answer');
    if (!response.ok) {
      // Without its text the refusal still says the status.
      const detail = await timely(response.text(), 'did not finish its answer').catch(() => '');
      const error = refusal(errorCode, settings, response.status, detail);
      close();
      if (response.status !== 429) throw error;
      return { waitMs: retryAfterMs(response.headers.get('retry-after'), Date.now()), error };
    }
    const reader = response.body?.getReader();
    return {
      headers: response.headers,
      close,
      async *parts() {
        try {
          for (;;) {
            const part = await timely(reader?.read() ?? NOTHING, 'went silent');
            if (part.done) return;
            yield part.value;
          }
        } catch (thrown) {
          if (!signal.aborted) throw connectionError(thrown, settings, errorCode);
        } finally {
          close();
        }
      },
    };
  } catch (thrown) {
    close();
    if (signal.aborted) return undefined;
    throw connectionError(thrown, settings, errorCode);
  }
}

const NOTHING = Promise.resolve({ done: true as const, value: undefined });

function connectionError(thrown: unknown, settings: ExternalSettings, code: ErrorCode): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  const { message, cause } = thrown as Error;
  const reason = cause instanceof Error ? cause.message : message;
  return new ParleyError(code, `${new URL(settings.url).host} broke off: ${reason}`, { cause: thrown });
}

async function withTimeout<R>(
  promise: Promise<R>,
  settings: ExternalSettings,
  what: string,
  code: ErrorCode,
): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const { host } = new URL(settings.url);
      reject(new ParleyError(code, `${host} ${what} within ${settings.timeoutMs} ms`));
    }, settings.timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // The loser of the race may still fail; that is known by then.
    promise.catch(() => undefined);
  }
}
