import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ClientMessage,
  clientMessage,
  encodeBinaryFrame,
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  type ServerMessage,
} from '@parley/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

export interface TestServerOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Answers plain HTTP, so that a page and its server share an origin. */
  readonly onRequest?: RequestListener;
  /** Of the nth session (from 0). Default: none is given. */
  readonly resumeToken?: (index: number) => string;
  readonly onSession?: (session: TestSession) => void;
}

/** A server that speaks the wire of `/ws` and does nothing by itself. */
export interface TestServer {
  readonly url: string;
  readonly sessions: readonly TestSession[];
  /** The nth session (from 0) once it is there. */
  session(index: number): Promise<TestSession>;
  close(): Promise<void>;
}

export interface TestSession {
  readonly id: string;
  readonly query: URLSearchParams;
  /** JSON messages of the client, valid by the protocol; an invalid one is kept in `invalid`. */
  readonly received: readonly ClientMessage[];
  readonly invalid: readonly string[];
  /** Bytes of binary uplink audio. */
  readonly audioBytes: number;
  onMessage: ((message: ClientMessage) => void) | undefined;
  onAudio: ((samples: Int16Array) => void) | undefined;
  send(message: ServerMessage): void;
  sendRaw(data: string): void;
  /** One 20 ms frame from this position; without samples, a quiet 220 Hz tone. */
  sendFrame(generation: number, samplePosition: number, samples?: Int16Array): void;
  /** Resolves with the first message, past or coming, that fits. */
  message(fits: (message: ClientMessage) => boolean): Promise<ClientMessage>;
  /** The client is gone. */
  readonly closed: Promise<void>;
  /** Ends the connection without a word. */
  drop(): void;
  closeWith(code: number, reason: string): void;
}

export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const http = createServer(options.onRequest ?? ((_request, response) => response.writeHead(404).end()));
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  const sessions: TestSession[] = [];
  const waiting: { index: number; resolve: (session: TestSession) => void }[] = [];
  sockets.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const session = createSession(socket, query, options.resumeToken?.(sessions.length));
    sessions.push(session);
    options.onSession?.(session);
    for (const { index, resolve } of waiting) if (index === sessions.length - 1) resolve(session);
  });
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    sessions,
    session: (index) => {
      const known = sessions[index];
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ index, resolve }));
    },
    close: () => closeAll(http, sockets),
  };
}

function closeAll(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  http.closeAllConnections();
  return new Promise((resolve) => {
    http.close(() => resolve());
  });
}

function createSession(
  socket: WebSocket,
  query: URLSearchParams,
  resumeToken: string | undefined,
): TestSession {
  const id = globalThis.crypto.randomUUID();
  const received: ClientMessage[] = [];
  const invalid: string[] = [];
  const waiting: { fits: (message: ClientMessage) => boolean; resolve: (message: ClientMessage) => void }[] =
    [];
  let audioBytes = 0;
  let sequence = 0;
  const session: TestSession = {
    id,
    query,
    received,
    invalid,
    get audioBytes() {
      return audioBytes;
    },
    onMessage: undefined,
    onAudio: undefined,
    send: (message) => socket.send(JSON.stringify(message)),
    sendRaw: (data) => socket.send(data),
    sendFrame(generation, samplePosition, samples = tone(samplePosition)) {
      sequence += 1;
      const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      socket.send(encodeBinaryFrame({ generation, sequence, samplePosition, pcm }));
    },
    message: (fits) => {
      const known = received.find(fits);
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ fits, resolve }));
    },
    closed: new Promise((resolve) => socket.on('close', () => resolve())),
    drop: () => socket.terminate(),
    closeWith: (code, reason) => socket.close(code, reason),
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      audioBytes += data.byteLength;
      session.onAudio?.(new Int16Array(Uint8Array.from(data).buffer, 0, data.byteLength >> 1));
      return;
    }
    const parsed = clientMessage.safeParse(JSON.parse(data.toString()));
    if (!parsed.success) {
      invalid.push(data.toString());
      return;
    }
    received.push(parsed.data);
    session.onMessage?.(parsed.data);
    for (const entry of waiting) if (entry.fits(parsed.data)) entry.resolve(parsed.data);
  });
  session.send({ type: 'session_start', session_id: id, resume_token: resumeToken });
  return session;
}

function tone(samplePosition: number): Int16Array {
  const radiansPerSample = (2 * Math.PI * 220) / SAMPLE_RATE_HZ;
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, i) =>
    Math.round(6000 * Math.sin((samplePosition + i) * radiansPerSample)),
  );
}
