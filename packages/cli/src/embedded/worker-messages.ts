import type { ExecutionProvider } from '@parley/models';
import type { WorkerEntry, WorkerKind } from '@parley/worker';

/** What a server tells the worker process that it forked: once, first of all. */
export interface StartMessage {
  readonly type: 'start';
  readonly worker: ChildWorkerOptions;
}

/** The part of a worker's options that can cross to another process. */
export interface ChildWorkerOptions {
  readonly kind: WorkerKind;
  readonly name: string;
  readonly defaultModelId: string;
  readonly modelsDirectory: string;
  readonly maxConcurrentSessions: number;
  readonly logLevel: string;
  readonly logFormat: 'json' | 'pretty';
  readonly executionProvider: ExecutionProvider;
  readonly hardware: Readonly<Record<string, string>>;
}

/** What the worker answers. `entry` comes again and again, as a heartbeat. */
export type ChildMessage =
  | { readonly type: 'ready'; readonly entry: WorkerEntry }
  | { readonly type: 'entry'; readonly entry: WorkerEntry }
  | { readonly type: 'failed'; readonly message: string };
