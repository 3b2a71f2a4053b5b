import { createLogger, createSystemClock } from '@parley/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { ask, said } from '../testing/ask.js';
import { createLlamaResponder, type LlamaResponder, type LlamaResponderOptions } from './llama-responder.js';

/** Stands in for the package, which is optional: says what it was given, token by token. */
const STUB = `data:text/javascript,${encodeURIComponent(`
  export async function getLlama() {
    return { async loadModel({ modelPath }) {
      if (modelPath === 'broken') throw new Error('not a GGUF file');
      return { async createContext() { return { getSequence() { return {}; } }; } };
    } };
  }
  export class LlamaChatSession {
    setChatHistory(history) { this.history = history; }
    async prompt(text, { signal, onTextChunk }) {
      if (text === 'crash') process.kill(process.pid, 'SIGKILL');
      if (text === 'fail') throw new Error('no room');
      for (let i = 0; i < (text === 'long' ? 1000 : 3) && !signal.aborted; i += 1) {
        onTextChunk(text + i + ' ');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      onTextChunk('history:' + this.history.map((item) => item.type).join(','));
    }
  }`)}`;

const open: LlamaResponder[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((responder) => responder.close()));
});

function create(options: Partial<LlamaResponderOptions> = {}): LlamaResponder {
  const responder = createLlamaResponder({
    modelPath: 'model.gguf',
    module: STUB,
    clock: createSystemClock(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    ...options,
  });
  open.push(responder);
  return responder;
}

test('an answer streams from the child, with the history before it', async () => {
  const answer = ask(create(), 'hi', [said('user', 'a'), said('assistant', 'b', true)]);
  await answer.over;
  expect(answer.errors).toEqual([]);
  expect(answer.deltas).toEqual(['hi0 ', 'hi1 ', 'hi2 ', 'history:system,user,model']);
});

test('a cancelled answer is silent and makes room for the next', async () => {
  const responder = create();
  const long = ask(responder, 'long');
  await vi.waitFor(() => expect(long.deltas.length).toBeGreaterThan(1));
  long.handle.cancel();
  const heard = long.deltas.length;
  const next = ask(responder, 'next');
  await next.over;
  expect(next.deltas[0]).toBe('next0 ');
  expect(long.deltas).toHaveLength(heard);
  expect([long.ends, long.errors]).toEqual([0, []]);
});

test('a failed answer is LLM_FAILED; a crash costs one answer, not the responder', async () => {
  const responder = create();
  const failed = ask(responder, 'fail');
  await failed.over;
  expect(failed.errors[0]?.message).toContain('no room');
  const crashed = ask(responder, 'crash');
  await crashed.over;
  expect(crashed.errors).toMatchObject([{ code: 'LLM_FAILED' }]);
  const next = ask(responder, 'hi');
  await next.over;
  expect(next.ends).toBe(1);
});

test('a missing package is named with how to get it, a bad model with its reason', async () => {
  const missing = ask(create({ module: 'parley-no-such-package' }), 'hi');
  await missing.over;
  expect(missing.errors[0]?.message).toContain('pnpm add -w node-llama-cpp');
  await expect(create({ modelPath: 'broken' }).warm()).rejects.toMatchObject({
    code: 'LLM_FAILED',
    message: expect.stringContaining('not a GGUF file'),
  });
});

test('too many questions at once are refused', async () => {
  const responder = create();
  const answers = Array.from({ length: 9 }, () => ask(responder, 'long'));
  await answers[8]?.over;
  expect(answers[8]?.errors[0]?.message).toContain('busy');
});
