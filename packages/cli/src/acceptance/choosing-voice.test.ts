import {
  createMemoryLeases,
  createMemoryRegistry,
  createOrchestrator,
  createRecognitionPort,
  createRulesResponder,
  createSynthesisPort,
  orchestratorConfigSchema,
} from '@parley/orchestrator';
import { ParleyError } from '@parley/protocol';
import { createLogger, createMetrics, createSystemClock } from '@parley/runtime';
import { startWorker } from '@parley/worker';
import { afterEach, expect, test } from 'vitest';
import { audioOf, type Caller, call } from './caller.rig.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const tone = (id: string, frequencyHz: number) => ({
  id,
  family: 'tone',
  directory: undefined,
  languages: ['en'],
  settings: { frequencyHz },
});
const VOICES = [tone('low', 440), tone('high', 880)];

/** A worker with two voices, one of them in memory, and the server before it. */
async function begin(): Promise<string> {
  const clock = createSystemClock();
  const logger = createLogger({ name: 'test', level: 'silent' });
  const worker = await startWorker({
    kind: 'tts',
    name: 'two-voices',
    defaultModelId: 'low',
    models: {
      async resolve(id) {
        const voice = VOICES.find((candidate) => candidate.id === id);
        if (voice === undefined) throw new ParleyError('NOT_FOUND', `no model ${id}`);
        return voice;
      },
      list: async () => VOICES,
    },
  });
  const registry = createMemoryRegistry({ clock });
  await registry.register(worker.entry);
  const leases = createMemoryLeases();
  const metrics = createMetrics();
  const ports = { registry, leases, clock, logger, metrics };
  const synthesis = createSynthesisPort(ports);
  const recognition = createRecognitionPort(ports);
  const orchestrator = await createOrchestrator({
    ...ports,
    config: orchestratorConfigSchema.parse({
      transport: { websocket: { port: 0 } },
      vad: { enabled: false },
      asr: { enabled: false },
    }),
    synthesis,
    recognition,
    responder: createRulesResponder({}),
  });
  closers.push(
    () => worker.close(),
    () => registry.close(),
    () => recognition.close(),
    () => synthesis.close(),
    () => orchestrator.close(),
  );
  return orchestrator.address.url;
}

/** Frequency of the tone that says a text, and the errors that came meanwhile. */
async function say(caller: Caller, text: string) {
  const { frames } = caller;
  const [before, ends, told] = [
    frames.length,
    caller.messages('session_end').length,
    caller.messages('error').length,
  ];
  caller.send({ type: 'text', text });
  await caller.until('the end', () => caller.messages('session_end').length > ends);
  const pcm = audioOf(frames.slice(before));
  let crossings = 0;
  for (let at = 2; at < pcm.length; at += 2)
    if (pcm.readInt16LE(at - 2) < 0 && pcm.readInt16LE(at) >= 0) crossings += 1;
  return {
    hertz: pcm.length === 0 ? 0 : Math.round(crossings / (pcm.length / 96_000) / 10) * 10,
    errors: caller.messages('error').slice(told),
  };
}

test('a voice that is not in memory is offered, and loads when it is chosen; one that cannot leaves the former', async () => {
  const url = await begin();
  const offered = async () => (await fetch(`${url}/api/models`)).json() as Promise<{ models: object[] }>;
  expect((await offered()).models).toEqual([
    { id: 'low', kind: 'tts', languages: ['en'], resident: true },
    { id: 'high', kind: 'tts', languages: ['en'], resident: false },
  ]);
  const caller = await call(url);
  expect(await say(caller, 'One two three four.')).toEqual({ hertz: 440, errors: [] });
  caller.send({ type: 'config', model: 'high' });
  expect(await say(caller, 'One two three four.')).toEqual({ hertz: 880, errors: [] });
  caller.send({ type: 'config', model: 'absent' });
  const { hertz, errors } = await say(caller, 'One two three four.');
  expect(hertz).toBe(0);
  expect(errors).toMatchObject([
    { code: 'NOT_FOUND', message: 'no model absent; the voice stays as it was' },
  ]);
  expect(await say(caller, 'One two three four.')).toEqual({ hertz: 880, errors: [] });
  await caller.close();
}, 120_000);
