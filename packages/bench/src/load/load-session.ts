import { once } from 'node:events';
import { decodeBinaryFrame } from '@parley/protocol';
import { WebSocket } from 'ws';

/** A session that only counts: no buffer, no playout, no reports, so that a thousand fit in one process. */
export interface LoadSession {
  /** When each audio frame arrived, and its number in the connection. */
  readonly frames: readonly ArrivedFrame[];
  readonly events: readonly ArrivedEvent[];
  /** Speaks the text. `interruptible: false` keeps it going whatever the uplink says. */
  speak(text: string, interruptible: boolean): void;
  /** 16 kHz s16. */
  sendAudio(samples: Int16Array): void;
  /** Forgets what arrived. */
  clear(): void;
  readonly isOpen: boolean;
  close(): Promise<void>;
}

export interface ArrivedFrame {
  readonly atMs: number;
  readonly sequence: number;
  readonly generation: number;
}

export interface ArrivedEvent {
  readonly atMs: number;
  readonly message: Readonly<Record<string, unknown>> & { readonly type: string };
}

const QUERY = 'events=1&audio=binary&input_rate=16000&aec=1';
const CLOSE_TIMEOUT_MS = 3000;

/** Opens one session; resolves when the server has accepted it. */
export async function openLoadSession(url: string): Promise<LoadSession> {
  const socket = new WebSocket(`${url}/ws?${QUERY}`, { perMessageDeflate: false });
  let frames: ArrivedFrame[] = [];
  let events: ArrivedEvent[] = [];
  const started = new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const atMs = performance.now();
      if (isBinary) {
        const frame = decodeBinaryFrame(data);
        if (frame !== undefined)
          frames.push({ atMs, sequence: frame.sequence, generation: frame.generation });
        return;
      }
      const message = JSON.parse(data.toString()) as ArrivedEvent['message'];
      if (message.type === 'session_start') resolve();
      else events.push({ atMs, message });
    });
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the session closed with ${code}`)));
  });
  await started;
  // From here on a broken connection shows as frames that are missing.
  socket.on('error', () => undefined);
  return {
    get frames() {
      return frames;
    },
    get events() {
      return events;
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    speak: (text, interruptible) =>
      socket.send(JSON.stringify({ type: 'text', text, respond: false, interruptible })),
    sendAudio(samples) {
      if (socket.readyState === WebSocket.OPEN)
        socket.send(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    },
    clear() {
      frames = [];
      events = [];
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, 'close');
      socket.close(1000);
      const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Opens many, a few at a time. Closes what is open when one fails. */
export async function openLoadSessions(url: string, count: number): Promise<LoadSession[]> {
  const sessions: LoadSession[] = [];
  try {
    while (sessions.length < count) {
      const batch = Math.min(20, count - sessions.length);
      sessions.push(...(await Promise.all(Array.from({ length: batch }, () => openLoadSession(url)))));
    }
    return sessions;
  } catch (thrown) {
    await closeLoadSessions(sessions);
    throw thrown;
  }
}

export async function closeLoadSessions(sessions: readonly LoadSession[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.close()));
}
