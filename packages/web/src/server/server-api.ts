/** A voice that the server offers now. */
export interface Voice {
  readonly id: string;
  readonly model: string;
  readonly languages: readonly string[];
}

export type ServerStatus = 'unknown' | 'ready' | 'not-ready' | 'unreachable';

/** What the server can carry a conversation over, besides the WebSocket. */
export interface ServerOffer {
  readonly webrtc: boolean;
}

export interface ServerApi {
  /** Of `/ws`. */
  readonly socketUrl: string;
  /** Where rooms for WebRTC are given out. */
  readonly connectionDetailsUrl: string;
  readonly token: string | undefined;
  status(): Promise<ServerStatus>;
  /** Nothing when the server does not say. */
  offer(): Promise<ServerOffer>;
  /** Empty when the server offers no list. */
  voices(): Promise<readonly Voice[]>;
}

/** The server that this page came from. A token in the page's address (`?token=`) goes along. */
export function createServerApi(page: Location): ServerApi {
  const token = new URLSearchParams(page.search).get('token') ?? undefined;
  const address = (path: string) => new URL(path, page.href);
  const socket = address('./ws');
  socket.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };

  return {
    socketUrl: socket.href,
    connectionDetailsUrl: address('./api/connection-details').href,
    token,
    async status() {
      try {
        const response = await fetch(address('./health/ready'), { signal: AbortSignal.timeout(4000) });
        // A server without that page is judged when the conversation starts.
        return response.ok || response.status === 404 ? 'ready' : 'not-ready';
      } catch {
        return 'unreachable';
      }
    },
    async offer() {
      try {
        const response = await fetch(address('./api/app'), { headers, signal: AbortSignal.timeout(4000) });
        const body: unknown = response.ok ? await response.json() : undefined;
        return { webrtc: (body as { webrtc?: unknown } | undefined)?.webrtc === true };
      } catch {
        return { webrtc: false };
      }
    },
    async voices() {
      try {
        const response = await fetch(address('./api/voices'), { headers, signal: AbortSignal.timeout(4000) });
        const body: unknown = response.ok ? await response.json() : undefined;
        const voices = (body as { voices?: unknown } | undefined)?.voices;
        return Array.isArray(voices) ? voices.filter(isVoice) : [];
      } catch {
        return [];
      }
    },
  };
}

function isVoice(value: unknown): value is Voice {
  const voice = value as Partial<Voice> | null;
  return typeof voice?.id === 'string' && Array.isArray(voice.languages);
}
