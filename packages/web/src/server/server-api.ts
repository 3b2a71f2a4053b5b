/** A voice that the server offers now. */
export interface Voice {
  readonly id: string;
  readonly model: string;
  readonly languages: readonly string[];
}

/** A model that speaks. */
export interface SpeechModel {
  readonly id: string;
  /** False: the first reply waits until it is loaded. */
  readonly resident: boolean;
}

/** `locked`: it wants a token, and this page has none that it takes. */
export type ServerStatus = 'unknown' | 'ready' | 'not-ready' | 'locked' | 'unreachable';

/** What the server can carry a conversation over, besides the WebSocket. */
export interface ServerOffer {
  readonly webrtc: boolean;
}

export interface ServerApi {
  /** Of `/ws`. */
  readonly socketUrl: string;
  /** Where rooms for WebRTC are given out. */
  readonly connectionDetailsUrl: string;
  token: string | undefined;
  status(): Promise<ServerStatus>;
  /** Nothing when the server does not say. */
  offer(): Promise<ServerOffer>;
  /** Those that speak. Empty when the server offers no list. */
  models(): Promise<readonly SpeechModel[]>;
  /** Empty when the server offers no list. */
  voices(): Promise<readonly Voice[]>;
}

/** Where this tab keeps a token that was typed. */
const TOKEN_KEY = 'parley-token';

/** The server that this page came from. A token of the page's address (`?token=`) goes along, or one that was typed. */
export function createServerApi(page: Location): ServerApi {
  let token = new URLSearchParams(page.search).get('token') ?? storedToken();
  const address = (path: string) => new URL(path, page.href);
  const socket = address('./ws');
  socket.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';

  function get(path: string): Promise<Response> {
    return fetch(address(path), {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(4000),
    });
  }

  /** A field of the answer; undefined where there is no such answer. */
  async function field(path: string, name: string): Promise<unknown> {
    try {
      const response = await get(path);
      const body: unknown = response.ok ? await response.json() : undefined;
      return (body as Record<string, unknown> | null | undefined)?.[name];
    } catch {
      return undefined;
    }
  }

  return {
    socketUrl: socket.href,
    connectionDetailsUrl: address('./api/connection-details').href,
    get token() {
      return token;
    },
    set token(value) {
      token = value;
      storeToken(value);
    },
    async status() {
      try {
        const [ready, app] = await Promise.all([get('./health/ready'), get('./api/app')]);
        if (app.status === 401) return 'locked';
        // A server without that page is judged when the conversation starts.
        return ready.ok || ready.status === 404 ? 'ready' : 'not-ready';
      } catch {
        return 'unreachable';
      }
    },
    offer: async () => ({ webrtc: (await field('./api/app', 'webrtc')) === true }),
    async models() {
      const models = await field('./api/models', 'models');
      return Array.isArray(models) ? models.filter(isSpeechModel) : [];
    },
    async voices() {
      const voices = await field('./api/voices', 'voices');
      return Array.isArray(voices) ? voices.filter(isVoice) : [];
    },
  };
}

function storedToken(): string | undefined {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function storeToken(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(TOKEN_KEY);
    else sessionStorage.setItem(TOKEN_KEY, token);
  } catch {
    // Storage may be forbidden; the token then lasts as long as the page.
  }
}

function isVoice(value: unknown): value is Voice {
  const voice = value as Partial<Voice> | null;
  return typeof voice?.id === 'string' && typeof voice.model === 'string' && Array.isArray(voice.languages);
}

function isSpeechModel(value: unknown): value is SpeechModel {
  const model = value as Partial<SpeechModel & { kind: unknown }> | null;
  return typeof model?.id === 'string' && model.kind === 'tts';
}
