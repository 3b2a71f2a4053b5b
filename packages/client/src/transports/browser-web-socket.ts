import type { OpenWebSocket, WebSocketLike } from './web-socket.js';

/** Browsers cannot set headers on a WebSocket, so a token goes into the query. */
export const openWebSocket: OpenWebSocket = (url, token) => {
  const target = new URL(url);
  if (token !== undefined) target.searchParams.set('token', token);
  return new WebSocket(target) as unknown as WebSocketLike;
};
