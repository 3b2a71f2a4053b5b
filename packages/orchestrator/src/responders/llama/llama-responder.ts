import { type ChildProcess, fork } from 'node:child_process';
import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock, ResponderPort, ResponseSink, Timer } from '@parley/session';
import { chatMessages, DEFAULT_SYSTEM_PROMPT } from '../chat-messages.js';
import type { FromLlama, LlamaSettings, ToLlama } from './llama-messages.js';

export interface LlamaResponderOptions {
  /** A GGUF file that can chat. */
  readonly modelPath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly systemPrompt?: string | undefined;
  /** Longest wait for the first token (loading included) and between two. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  /** Default 2048. */
  readonly contextTokens?: number | undefined;
  /** Default 200. */
  readonly maxTokens?: number | undefined;
  /** Default 0.7. */
  readonly temperature?: number | undefined;
  /** Default 2. */
  readonly threads?: number | undefined;
  /** What is imported as node-llama-cpp: a package name or a file URL. Default `node-llama-cpp`. */
  readonly module?: string | undefined;
}

/** Owns the child process that runs the model. */
export interface LlamaResponder extends ResponderPort {
  /** Loads the model ahead of the first question. Rejects with LLM_FAILED and what to install. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** Answers that may wait for their turn: the model thinks about one at a time. */
const MAX_WAITING = 8;
const EXIT_GRACE_MS = 2000;

interface Pending {
  readonly sink: ResponseSink;
  silence: Timer;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
}

/**
 * Answers by a small language model on this machine, through node-llama-cpp in a process of its own. The package
 * is optional and loaded only here. A child that dies fails the answers it was at; the next question starts another.
 */
export function createLlamaResponder(options: LlamaResponderOptions): LlamaResponder {
  const { clock, logger, timeoutMs = 30_000, systemPrompt = DEFAULT_SYSTEM_PROMPT } = options;
  const pending = new Map<number, Pending>();
  let running: Running | undefined;
  let asked = 0;
  let closed = false;

  function start(): Running {
    const settings: LlamaSettings = {
      module: options.module ?? 'node-llama-cpp',
      modelPath: options.modelPath,
      contextTokens: options.contextTokens ?? 2048,
      maxTokens: options.maxTokens ?? 200,
      temperature: options.temperature ?? 0.7,
      threads: options.threads ?? 2,
    };
    const child = fork(new URL('./llama-child.js', import.meta.url), [JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', (message: FromLlama) => {
        if (message.type === 'ready') resolve();
        else if (message.type === 'unusable') reject(unusable(message.message));
        else onAnswer(message);
      });
      child.on('error', (error) => reject(unusable(error.message)));
      child.on('exit', (code, signal) => {
        if (running?.child === child) running = undefined;
        const error = unusable(`its process ended (${signal ?? code})`);
        reject(error);
        // The reason it gave before it ended tells more.
        ready.then(() => failAll(error), failAll);
      });
    });
    // Also without anybody who waits for it.
    ready.catch((error: unknown) => logger.warn({ err: error }, 'the local language model is not available'));
    return { child, ready };
  }

  function unusable(message: string): ParleyError {
    const missing = message.includes('Cannot find package');
    return new ParleyError(
      'LLM_FAILED',
      missing
        ? 'the local language model needs node-llama-cpp: pnpm add -w node-llama-cpp@3.22.1'
        : `the local language model cannot answer: ${message}`,
    );
  }

  function take(id: number): ResponseSink | undefined {
    const answer = pending.get(id);
    answer?.silence.cancel();
    pending.delete(id);
    return answer?.sink;
  }

  function onAnswer(message: Extract<FromLlama, { id: number }>): void {
    if (message.type === 'end') {
      take(message.id)?.onEnd();
    } else if (message.type === 'failed') {
      take(message.id)?.onError(unusable(message.message));
    } else {
      const answer = pending.get(message.id);
      if (answer === undefined) return;
      answer.silence.cancel();
      answer.silence = expectMore(message.id);
      answer.sink.onText(message.delta);
    }
  }

  function failAll(thrown: unknown): void {
    const error = ParleyError.from(thrown, 'LLM_FAILED');
    for (const id of [...pending.keys()]) take(id)?.onError(error);
  }

  function expectMore(id: number): Timer {
    return clock.setTimer(timeoutMs, () => {
      tell({ type: 'cancel', id });
      const told = `the local language model sent nothing within ${timeoutMs} ms`;
      take(id)?.onError(new ParleyError('LLM_FAILED', told));
    });
  }

  function tell(message: ToLlama): void {
    if (running?.child.connected === true) running.child.send(message);
  }

  return {
    warm() {
      if (closed) return Promise.reject(new ParleyError('LLM_FAILED', 'the server is closing'));
      running ??= start();
      return running.ready;
    },
    respond(request, sink) {
      asked += 1;
      const id = asked;
      if (closed || pending.size >= MAX_WAITING) {
        const error = new ParleyError('LLM_FAILED', 'the local language model is busy');
        const refusal = setImmediate(() => sink.onError(error));
        return { cancel: () => clearImmediate(refusal) };
      }
      running ??= start();
      pending.set(id, { sink, silence: expectMore(id) });
      const messages = chatMessages(request, systemPrompt);
      // A failed start is told to all who wait when the child exits.
      running.ready.then(
        () => {
          if (pending.has(id)) tell({ type: 'ask', id, messages });
        },
        () => undefined,
      );
      return {
        cancel() {
          if (take(id) !== undefined) tell({ type: 'cancel', id });
        },
      };
    },
    async close() {
      closed = true;
      failAll(new ParleyError('LLM_FAILED', 'the server is closing'));
      const child = running?.child;
      if (child === undefined || child.exitCode !== null) return;
      await new Promise<void>((resolve) => {
        const kill = clock.setTimer(EXIT_GRACE_MS, () => child.kill('SIGKILL'));
        child.on('exit', () => {
          kill.cancel();
          resolve();
        });
        if (child.connected) child.disconnect();
      });
    },
  };
}
