import { type ClientOptions, createFirstThatOpens, type Transport } from '@parley/client';
import type { BrowserSpeaker } from '@parley/client/browser';
import type { ServerApi } from '../server/server-api.js';

export interface WiresOptions {
  readonly api: ServerApi;
  readonly speaker: BrowserSpeaker;
  /** Header of the request for a room; empty: none. */
  readonly sandboxId: string;
}

type CreateTransport = NonNullable<ClientOptions['createTransport']>;

/**
 * WebRTC where the server offers it, else the WebSocket. WebRTC has one chance a conversation: once it has failed to
 * open or was lost, the conversation goes on over the WebSocket.
 */
export function createWires({ api, speaker, sandboxId }: WiresOptions): CreateTransport {
  let attempts = 0;

  return (options, websocket): Transport => {
    attempts += 1;
    if (attempts > 1) return websocket();
    return createFirstThatOpens({
      candidates: [() => openWebRtc(options), websocket],
    });
  };

  function withSandbox(url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const headers = new Headers(init?.headers);
    if (sandboxId !== '') headers.set('X-Sandbox-Id', sandboxId);
    return fetch(url, { ...init, headers });
  }

  async function openWebRtc(options: ClientOptions): Promise<Transport> {
    const { webrtc } = await api.offer();
    if (!webrtc) throw new Error('The server offers no WebRTC.');
    // Half a megabyte that a conversation over the WebSocket does not need.
    const { createConnectionDetailsSource, createLiveKitTransport } = await import('@parley/client/livekit');
    const { voice, language, model } = options;
    return createLiveKitTransport({
      details: createConnectionDetailsSource({
        url: api.connectionDetailsUrl,
        token: api.token,
        fetch: withSandbox,
      }),
      speaker,
      voice,
      language,
      model,
    });
  }
}
