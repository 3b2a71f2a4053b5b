import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { channelCredentials, channelOptions, type TlsFiles } from '@parley/runtime/grpc';
import { expectThat } from './suite.js';

export interface WorkerAddress {
  /** `host:port` or `grpc://host:port`. */
  readonly address: string;
  readonly tls?: TlsFiles | undefined;
}

/** The callback half of a unary call of grpc-js. */
type Callback<Response> = (error: ServiceError | null, response?: Response) => void;

/** A unary call as a promise; rejects with the `ServiceError`. */
export function answer<Response>(start: (callback: Callback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error !== null) reject(error);
      else if (response === undefined) reject(new Error('an answer without a message'));
      else resolve(response);
    });
  });
}

/** Arguments of a generated client's constructor. */
export function clientArguments(worker: WorkerAddress) {
  return [
    worker.address.replace(/^grpc:\/\//, ''),
    channelCredentials(worker.tls),
    channelOptions(),
  ] as const;
}

/** Expects the call to fail with one of these statuses. Returns the error. */
export async function expectStatus(
  what: string,
  call: Promise<unknown>,
  ...codes: status[]
): Promise<ServiceError> {
  try {
    await call;
  } catch (thrown) {
    const error = thrown as ServiceError;
    const names = codes.map((code) => status[code]).join(' or ');
    expectThat(
      codes.includes(error.code),
      `${what}: expected ${names}, got ${status[error.code] ?? ''} "${error.message}"`,
    );
    return error;
  }
  throw new Error(`${what}: expected ${codes.map((code) => status[code]).join(' or ')}, but it succeeded`);
}

/** A session id that no other run uses. */
export function newSessionId(): string {
  return `conformance-${crypto.randomUUID()}`;
}

/** Items of a stream as they come, with waits for more, for quiet and for the end. */
export interface Received<Item> {
  readonly items: readonly Item[];
  /** Resolves once `count` items are there, or the stream has ended. */
  atLeast(count: number): Promise<void>;
  /** Resolves when nothing has come for `quietMs`. */
  quiet(quietMs: number): Promise<void>;
  /** Resolves with all items at the end of the stream; rejects with its error. */
  readonly done: Promise<readonly Item[]>;
}

/** Reads a call eagerly. */
export function receive<Item>(call: NodeJS.EventEmitter): Received<Item> {
  const items: Item[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  const done = new Promise<readonly Item[]>((resolve, reject) => {
    call.on('data', (item: Item) => {
      items.push(item);
      wake();
    });
    call.on('end', () => {
      ended = true;
      wake();
      // A failed call also ends; its error comes right after.
      setTimeout(() => resolve(items), 20);
    });
    call.on('error', (error) => {
      ended = true;
      wake();
      reject(error);
    });
  });
  done.catch(() => undefined);

  return {
    items,
    done,
    atLeast: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (items.length < count && !ended) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async quiet(quietMs) {
      for (;;) {
        const before = items.length;
        await new Promise((resolve) => setTimeout(resolve, quietMs));
        if (items.length === before) return;
      }
    },
  };
}
