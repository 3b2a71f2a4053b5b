import type { ChatMessage } from '../chat-messages.js';
import type { FromLlama, LlamaSettings, ToLlama } from './llama-messages.js';

/** Runs a GGUF model in this process, one answer at a time, so that inference touches no loop that serves people. */

/** The part of node-llama-cpp that is used; the package itself is optional. */
interface LlamaModule {
  getLlama(options: { gpu: false; build: 'never'; maxThreads: number }): Promise<{
    loadModel(options: { modelPath: string }): Promise<{
      createContext(options: { contextSize: number }): Promise<{ getSequence(): unknown }>;
    }>;
  }>;
  LlamaChatSession: new (options: { contextSequence: unknown }) => ChatSession;
}

interface ChatSession {
  setChatHistory(history: readonly object[]): void;
  prompt(
    text: string,
    options: {
      signal: AbortSignal;
      stopOnAbortSignal: boolean;
      maxTokens: number;
      temperature: number;
      onTextChunk: (chunk: string) => void;
    },
  ): Promise<string>;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as LlamaSettings;
const aborts = new Map<number, AbortController>();
let turn: Promise<void> = Promise.resolve();

// A child without its parent serves nobody.
process.on('disconnect', () => process.exit(0));

const session = await load().catch((thrown: unknown) => {
  tell({ type: 'unusable', message: thrown instanceof Error ? thrown.message : String(thrown) });
  process.disconnect();
});

if (session !== undefined) {
  process.on('message', (message: ToLlama) => {
    if (message.type === 'cancel') {
      aborts.get(message.id)?.abort();
      return;
    }
    const abort = new AbortController();
    aborts.set(message.id, abort);
    turn = turn.then(() => answer(session, message.id, message.messages, abort.signal));
  });
  tell({ type: 'ready' });
}

async function load(): Promise<ChatSession> {
  const module = (await import(settings.module)) as LlamaModule;
  const llama = await module.getLlama({ gpu: false, build: 'never', maxThreads: settings.threads });
  const model = await llama.loadModel({ modelPath: settings.modelPath });
  const context = await model.createContext({ contextSize: settings.contextTokens });
  return new module.LlamaChatSession({ contextSequence: context.getSequence() });
}

async function answer(
  chat: ChatSession,
  id: number,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!signal.aborted) {
      chat.setChatHistory(messages.slice(0, -1).map(asItem));
      await chat.prompt(messages.at(-1)?.content ?? '', {
        signal,
        stopOnAbortSignal: true,
        maxTokens: settings.maxTokens,
        temperature: settings.temperature,
        onTextChunk: (delta) => tell({ type: 'text', id, delta }),
      });
    }
    tell({ type: 'end', id });
  } catch (thrown) {
    tell({ type: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  } finally {
    aborts.delete(id);
  }
}

function asItem({ role, content }: ChatMessage): object {
  if (role === 'assistant') return { type: 'model', response: [content] };
  return { type: role, text: content };
}

function tell(message: FromLlama): void {
  if (process.connected) process.send?.(message);
}
