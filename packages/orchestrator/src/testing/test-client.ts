import {
  type BinaryFrame,
  type ClientMessageInput,
  decodeBinaryFrame,
  type ServerMessage,
} from '@parley/protocol';
import { WebSocket } from 'ws';

/** A client of `/ws` that keeps what it is told. */
export class TestClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly frames: BinaryFrame[] = [];
  closeCode: number | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const frame = decodeBinaryFrame(data);
        if (frame !== undefined) this.frames.push(frame);
      } else this.messages.push(JSON.parse(data.toString()) as ServerMessage);
      this.#changed();
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
      this.#changed();
    });
    this.socket.on('error', () => {});
  }

  /** Connected and greeted. */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(url, headers);
    await client.until(() => client.messages.length > 0, 'session_start');
    return client;
  }

  send(message: ClientMessageInput): void {
    this.socket.send(JSON.stringify(message));
  }

  of<Type extends ServerMessage['type']>(type: Type): Extract<ServerMessage, { type: Type }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<
      ServerMessage,
      { type: Type }
    >[];
  }

  /** Resolves when `condition` holds; it is asked after every message. */
  async until(condition: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiting.delete(check);
        const last = this.messages.slice(-5).map((message) => message.type);
        reject(
          new Error(
            `waited in vain for ${what}; last messages: ${last.join(', ')}; closed: ${this.closeCode}`,
          ),
        );
      }, timeoutMs);
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(timeout);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  async closed(): Promise<number> {
    await this.until(() => this.closeCode !== undefined, 'the close');
    return this.closeCode ?? 0;
  }

  /** The samples of all audio messages, joined. */
  audio(): Int16Array {
    const bytes = Buffer.concat(this.of('audio').map((message) => Buffer.from(message.pcm, 'base64')));
    return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed();
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }
}

/** The HTTP status and body with which an upgrade is refused; status 101 when it is not. */
export async function refusal(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('unexpected-response', (_request, response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
      );
    });
    socket.on('open', () => {
      socket.close();
      resolve({ status: 101, body: '' });
    });
    socket.on('error', reject);
  });
}
