import { ParleyError } from '@parley/protocol';
import { createSystemClock } from '@parley/runtime';
import type { Clock, ResponderPort, ResponseRequest, ResponseSink, Timer } from '@parley/session';
import { z } from 'zod';
import { chatMessages, DEFAULT_SYSTEM_PROMPT } from '../chat-messages.js';
import { serverSentData } from './server-sent-events.js';

export interface OpenAiResponderOptions {
  /** With its version: `http://127.0.0.1:11434/v1` for Ollama, `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Default: asks for short, speakable answers. Empty: none. */
  readonly systemPrompt?: string | undefined;
  /** Longest wait for the first token, and between two. Default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Default 500. */
  readonly maxTokens?: number | undefined;
  /** Default 0.7. */
  readonly temperature?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
}

const choice = z.object({
  delta: z.object({ content: z.string().nullish() }).optional(),
  message: z.object({ content: z.string().nullish() }).optional(),
  finish_reason: z.string().nullish(),
});
const completion = z.object({
  choices: z.array(choice).default([]),
  error: z.union([z.string(), z.object({ message: z.string() })]).optional(),
});

/** Of an error page, this much is told. */
const MAX_ERROR_LENGTH = 200;

/**
 * Answers by any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp, OpenAI itself. Text comes
 * token by token; `cancel` closes the request, which stops such servers from thinking on. Every failure is LLM_FAILED.
 */
export function createOpenAiResponder(options: OpenAiResponderOptions): ResponderPort {
  const { clock = createSystemClock(), timeoutMs = 10_000 } = options;
  return {
    respond(request, sink) {
      const abort = new AbortController();
      let silence: Timer | undefined;
      const expect = (what: string): void => {
        silence?.cancel();
        silence = clock.setTimer(timeoutMs, () =>
          abort.abort(
            new ParleyError('LLM_FAILED', `the language model sent no ${what} within ${timeoutMs} ms`),
          ),
        );
      };
      let cancelled = false;
      const guarded: ResponseSink = {
        onText(delta) {
          if (!cancelled) sink.onText(delta);
        },
        onEnd() {
          if (!cancelled) sink.onEnd();
        },
        onError(error) {
          if (!cancelled) sink.onError(error);
        },
      };
      expect('first token');
      void complete(options, request, abort.signal, (delta) => {
        expect('further token');
        guarded.onText(delta);
      })
        .then(
          () => guarded.onEnd(),
          (thrown: unknown) => guarded.onError(asFailure(thrown, abort.signal, options.apiKey)),
        )
        .finally(() => silence?.cancel());
      return {
        cancel() {
          cancelled = true;
          silence?.cancel();
          abort.abort(new ParleyError('LLM_FAILED', 'cancelled'));
        },
      };
    },
  };
}

/** Resolves when the answer is whole. */
async function complete(
  options: OpenAiResponderOptions,
  request: ResponseRequest,
  signal: AbortSignal,
  onText: (delta: string) => void,
): Promise<void> {
  const response = await (options.fetch ?? fetch)(`${options.baseUrl.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
    },
    body: JSON.stringify({
      model: options.model,
      messages: chatMessages(request, options.systemPrompt ?? DEFAULT_SYSTEM_PROMPT),
      max_tokens: options.maxTokens ?? 500,
      temperature: options.temperature ?? 0.7,
      stream: true,
    }),
  });
  if (!response.ok) {
    const page = (await response.text()).slice(0, MAX_ERROR_LENGTH);
    throw new ParleyError('LLM_FAILED', `the language model answered ${response.status}: ${page}`);
  }
  if (response.body === null) throw new ParleyError('LLM_FAILED', 'the language model answered nothing');
  // A server that does not stream answers with one JSON object.
  if (response.headers.get('content-type')?.includes('application/json')) {
    onText(read(await response.text()).text);
    return;
  }
  let finished = false;
  for await (const data of serverSentData(response.body)) {
    if (data === '[DONE]') return;
    const part = read(data);
    if (part.text !== '') onText(part.text);
    finished ||= part.finished;
  }
  if (!finished) throw new ParleyError('LLM_FAILED', 'the language model was cut off in mid-answer');
}

function read(json: string): { text: string; finished: boolean } {
  const { choices, error } = completion.parse(JSON.parse(json));
  if (error !== undefined) {
    throw new ParleyError('LLM_FAILED', typeof error === 'string' ? error : error.message);
  }
  const first = choices[0];
  return {
    text: first?.delta?.content ?? first?.message?.content ?? '',
    finished: typeof first?.finish_reason === 'string',
  };
}

function asFailure(thrown: unknown, signal: AbortSignal, apiKey: string | undefined): ParleyError {
  const reason: unknown = signal.aborted ? signal.reason : thrown;
  const error = ParleyError.from(reason, 'LLM_FAILED');
  // Servers repeat a wrong key in their error, and errors are shown.
  const told =
    apiKey === undefined || apiKey === '' ? error.message : error.message.replaceAll(apiKey, '[key]');
  if (error === reason && told === error.message) return error;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return new ParleyError('LLM_FAILED', `the language model cannot be reached: ${told}${detail}`, {
    cause: thrown,
  });
}
