import { ParleyError } from '@parley/protocol';

/** What opens one room, once. */
export interface ConnectionDetails {
  readonly serverUrl: string;
  readonly roomName: string;
  readonly participantName: string;
  readonly participantToken: string;
}

export interface ConnectionDetailsOptions {
  /** Address of `/api/connection-details`. */
  readonly url: string | URL;
  /** For the server's own access check. */
  readonly token?: string | undefined;
  /** Default 5000. */
  readonly timeoutMs?: number | undefined;
  /** Wall time: the tokens' own. Default `Date.now`. */
  readonly nowMs?: (() => number) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Rooms to talk in, one for each call of `take`. */
export interface ConnectionDetailsSource {
  /** Fetches details ahead of the call. Throws as `take`. */
  prepare(): Promise<void>;
  /**
   * Details that open a room now; fetched anew when those at hand end within a minute. Throws `ParleyError`:
   * UNAUTHORIZED, LIMIT_EXCEEDED, or CONNECTION_ERROR, also where the server has no rooms.
   */
  take(): Promise<ConnectionDetails>;
}

/** Renewed so long before its end: joining must not race the clock. */
const RENEW_BEFORE_MS = 60_000;

export function createConnectionDetailsSource(options: ConnectionDetailsOptions): ConnectionDetailsSource {
  const { url, token, timeoutMs = 5000, nowMs = Date.now } = options;
  const request = options.fetch ?? globalThis.fetch.bind(globalThis);
  let ready: ConnectionDetails | undefined;

  async function fetchDetails(): Promise<ConnectionDetails> {
    let response: Response;
    try {
      response = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        // The transport sends `hearing`; the greeting waits for it.
        body: JSON.stringify({ tells_hearing: true }),
        cache: 'no-store',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (thrown) {
      throw new ParleyError('CONNECTION_ERROR', 'The server gave no room to talk in.', { cause: thrown });
    }
    if (!response.ok) throw refusal(response.status);
    // What is no JSON is no details either: told below.
    const body: unknown = await response.json().catch(() => undefined);
    if (!isConnectionDetails(body)) {
      throw new ParleyError('CONNECTION_ERROR', 'The server’s room details could not be read.');
    }
    return body;
  }

  function fresh(details: ConnectionDetails | undefined): details is ConnectionDetails {
    return details !== undefined && expiryMs(details.participantToken) - nowMs() > RENEW_BEFORE_MS;
  }

  return {
    async prepare() {
      if (!fresh(ready)) ready = await fetchDetails();
    },
    async take() {
      const details = fresh(ready) ? ready : await fetchDetails();
      ready = undefined;
      return details;
    },
  };
}

function refusal(status: number): ParleyError {
  if (status === 401 || status === 403) return new ParleyError('UNAUTHORIZED', 'The server wants a token.');
  if (status === 429) return new ParleyError('LIMIT_EXCEEDED', 'Too many rooms were asked for.');
  return new ParleyError('CONNECTION_ERROR', `The server has no room to talk in (${status}).`);
}

function isConnectionDetails(value: unknown): value is ConnectionDetails {
  const details = value as Partial<ConnectionDetails> | null;
  return [details?.serverUrl, details?.roomName, details?.participantName, details?.participantToken].every(
    (field) => typeof field === 'string' && field !== '',
  );
}

/** When a JSON web token ends, in ms of wall time; 0 when it does not say. */
function expiryMs(token: string): number {
  try {
    const payload = token.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}
