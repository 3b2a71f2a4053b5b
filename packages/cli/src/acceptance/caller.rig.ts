import { readFileSync } from 'node:fs';
import { parseWavMono } from '@parley/audio';
import { type BinaryFrame, decodeBinaryFrame, type ServerMessage, serverMessage } from '@parley/protocol';
import { speechFixture } from '@parley/testkit';
import { WebSocket } from 'ws';

/** What came, in the order it came. */
type Received = { readonly type: 'frame'; readonly frame: BinaryFrame } | ServerMessage;

export interface Caller {
  readonly socket: WebSocket;
  readonly received: readonly Received[];
  readonly frames: readonly BinaryFrame[];
  /** Once the connection has ended. */
  readonly closeCode: () => number | undefined;
  messages<Type extends ServerMessage['type']>(type: Type): Extract<ServerMessage, { type: Type }>[];
  send(message: object): void;
  /** Resolves when the test holds; throws with what came instead. */
  until(what: string, test: () => boolean, timeoutMs?: number): Promise<void>;
  /** Sends 16 kHz audio at the pace of a microphone. */
  say(samples: Int16Array): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 40_000;
const CHUNK_SAMPLES = 320;
/** Silence with which a microphone goes on after words, long enough for every rule that ends a turn. */
const SILENCE_SAMPLES = 16_000 * 2;

/**
 * A client of `/ws`, without a jitter buffer or an opinion: it keeps what comes. Every message is checked against the
 * published schema. Frames come as binary messages with events, unless `query` says otherwise.
 */
export async function call(url: string, query = 'events=1&audio=binary'): Promise<Caller> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?${query}`, { perMessageDeflate: false });
  const received: Received[] = [];
  const frames: BinaryFrame[] = [];
  const waiting = new Set<() => void>();
  const faults: string[] = [];
  let code: number | undefined;
  let refused: string | undefined;

  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      const frame = decodeBinaryFrame(data);
      if (frame === undefined) faults.push('a binary message that is no frame');
      else {
        frames.push(frame);
        received.push({ type: 'frame', frame });
      }
    } else {
      const parsed = serverMessage.safeParse(JSON.parse(data.toString()));
      if (parsed.success) received.push(parsed.data);
      else faults.push(`${data.toString().slice(0, 200)}: ${parsed.error.message}`);
    }
    for (const wake of [...waiting]) wake();
  });
  socket.on('close', (closed) => {
    code = closed;
    for (const wake of [...waiting]) wake();
  });
  socket.on('error', (error) => {
    refused = error.message;
  });

  async function until(what: string, test: () => boolean, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    const untilMs = performance.now() + timeoutMs;
    while (!test()) {
      const leftMs = untilMs - performance.now();
      if (faults.length > 0) throw new Error(`not as published: ${faults.join('; ')}`);
      if (leftMs <= 0) throw new Error(`still waiting for ${what}; last came ${tail(received)}`);
      if (code !== undefined) {
        throw new Error(
          `closed with ${code} ${refused ?? ''} while waiting for ${what}; last came ${tail(received)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, leftMs);
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  const caller: Caller = {
    socket,
    received,
    frames,
    closeCode: () => code,
    messages: (type) => received.filter((message): message is never => message.type === type),
    send: (message) => socket.send(JSON.stringify(message)),
    until,
    async say(samples) {
      const startedMs = performance.now();
      for (let at = 0; at < samples.length; at += CHUNK_SAMPLES) {
        const earlyMs = startedMs + at / 16 - performance.now();
        if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
        if (code !== undefined) return;
        socket.send(bytesOf(samples.subarray(at, at + CHUNK_SAMPLES)));
      }
    },
    async close() {
      if (code !== undefined) return;
      socket.close();
      await new Promise((resolve) => {
        if (code !== undefined) resolve(undefined);
        socket.once('close', resolve);
      });
    },
  };
  await until('session_start', () => received.length > 0);
  return caller;
}

/** Status with which an upgrade is refused; 101 when it is not. */
export async function upgradeStatus(url: string, query = ''): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?${query}`);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

/** Audio of the frames, joined. */
export function audioOf(frames: readonly BinaryFrame[]): Buffer {
  return Buffer.concat(frames.map(({ pcm }) => pcm));
}

/** A recording at 16 kHz, by its name in the manifest. */
export function recording(name: string): Int16Array {
  const { samples } = parseWavMono(readFileSync(speechFixture(name)));
  return Int16Array.from(samples, (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
  );
}

/** The samples, and the silence of an open microphone after them. */
export function thenSilence(samples: Int16Array, silenceSamples = SILENCE_SAMPLES): Int16Array {
  const all = new Int16Array(samples.length + silenceSamples);
  all.set(samples);
  return all;
}

export function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(sample, index * 2);
  return bytes;
}

/** The last of what came, with runs of frames as one number. */
function tail(received: readonly Received[]): string {
  const lines: string[] = [];
  let run = 0;
  for (const one of received.slice(-2000)) {
    if (one.type === 'frame') run += 1;
    else {
      if (run > 0) lines.push(`${run} frames`);
      run = 0;
      lines.push(JSON.stringify({ ...one, session_id: undefined }));
    }
  }
  if (run > 0) lines.push(`${run} frames`);
  return lines.slice(-40).join('\n');
}
