/** Sends messages one after another: the native library may overtake itself otherwise. */
export interface MessageQueue {
  /** Beyond the bound the oldest message is dropped: a client that takes nothing has no use for it. */
  push(text: string): void;
  /** When all that was pushed so far has been sent or dropped. */
  sent(): Promise<void>;
  /** Drops what waits. Idempotent. */
  close(): void;
}

export interface MessageQueueOptions {
  readonly send: (text: string) => Promise<void>;
  /** Default 200 messages. */
  readonly bound?: number | undefined;
}

export function createMessageQueue({ send, bound = 200 }: MessageQueueOptions): MessageQueue {
  const waiting: string[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  async function run(): Promise<void> {
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      try {
        await send(text);
      } catch {
        // The connection is gone or about to: the room ends or comes back by itself, and this message is too old then.
      }
    }
    running = undefined;
  }

  return {
    push(text) {
      if (closed) return;
      if (waiting.length >= bound) waiting.shift();
      waiting.push(text);
      running ??= run();
    },
    sent: async () => running,
    close() {
      closed = true;
      waiting.length = 0;
    },
  };
}
