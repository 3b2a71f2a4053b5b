// A server that does nothing but send frames in time, to measure what the client itself adds. Forked by `null-server.ts`.
import { BINARY_HEADER_BYTES, encodeBinaryFrame, FRAME_BYTES, FRAME_MS } from '@parley/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

const PHASES = 4;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const clients = new Map<WebSocket, number>();
const pcm = new Uint8Array(FRAME_BYTES);

server.on('listening', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
server.on('connection', (socket) => {
  clients.set(socket, 0);
  socket.send(JSON.stringify({ type: 'session_start' }));
  socket.on('message', () => undefined);
  socket.on('close', () => clients.delete(socket));
  socket.on('error', () => undefined);
});
process.on('disconnect', () => process.exit(0));

const startedMs = performance.now();
let round = 0;
send();

function send(): void {
  const nowMs = performance.now();
  while (startedMs + (round * FRAME_MS) / PHASES <= nowMs) {
    let index = 0;
    for (const [socket, sent] of clients) {
      if (index++ % PHASES !== round % PHASES) continue;
      clients.set(socket, sent + 1);
      const frame = encodeBinaryFrame({ generation: 1, sequence: sent + 1, samplePosition: sent * 960, pcm });
      // The moment of writing, on the clock that all processes share, in the place of the first samples.
      Buffer.from(frame.buffer).writeBigInt64LE(process.hrtime.bigint(), BINARY_HEADER_BYTES);
      socket.send(frame);
    }
    round += 1;
  }
  setTimeout(send, Math.max(1, startedMs + (round * FRAME_MS) / PHASES - performance.now()));
}
