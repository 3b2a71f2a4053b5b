import { WebSocket } from 'ws';
import type { OpenWebSocket, WebSocketLike } from './web-socket.js';

/** No compression: audio does not shrink, and deflate costs more than the frames themselves. */
export const openWebSocket: OpenWebSocket = (url, token) =>
  new WebSocket(url, {
    perMessageDeflate: false,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  }) as unknown as WebSocketLike;
