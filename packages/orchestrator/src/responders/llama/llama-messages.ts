import type { ChatMessage } from '../chat-messages.js';

/** What the parent and the child that runs the model say to each other, over IPC. */
export type ToLlama =
  | { readonly type: 'ask'; readonly id: number; readonly messages: readonly ChatMessage[] }
  | { readonly type: 'cancel'; readonly id: number };

export type FromLlama =
  | { readonly type: 'ready' }
  /** The model cannot be loaded; the child ends. */
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'text'; readonly id: number; readonly delta: string }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };

/** Given to the child as its one argument, in JSON. */
export interface LlamaSettings {
  readonly module: string;
  readonly modelPath: string;
  readonly contextTokens: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly threads: number;
}
