import { readFileSync } from 'node:fs';
import { float32ToInt16, parseWavMono } from '@parley/audio';
import { modelsDirectory } from '@parley/models';
import {
  asrConformance,
  type ConformanceSuite,
  requires,
  speechFixture,
  type TestAudio,
  ttsConformance,
} from '@parley/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type RunningWorker, startWorker } from './start-worker.js';
import type { WorkerKind } from './worker-options.js';

/** Runs a suite's cases against a worker with a real model. The cases' names are known before it starts. */
function conform(kind: WorkerKind, modelId: string, suiteOf: (address: string) => ConformanceSuite): void {
  let worker: RunningWorker;
  let suite: ConformanceSuite;
  beforeAll(async () => {
    const directory = modelsDirectory(process.env);
    worker = await startWorker({ kind, name: modelId, defaultModelId: modelId, modelsDirectory: directory });
    suite = suiteOf(worker.addr);
  });
  afterAll(async () => {
    suite.close();
    await worker.close();
  });
  const unconnected = suiteOf('127.0.0.1:1');
  unconnected.close();
  test.each(unconnected.cases.map(({ name }) => name))('%s', async (name) => {
    await suite.cases.find((candidate) => candidate.name === name)?.run();
  });
}

describe.skipIf(!requires('model:hibari-en-us'))('a worker that speaks with hibari', () => {
  conform('tts', 'hibari-en-us', (address) => ttsConformance(address));
});

const canRecognise = requires('model:moonshine-base-en', 'fixtures');
describe.skipIf(!canRecognise)('a worker that recognises with Moonshine', () => {
  const speech = canRecognise ? clip('ask-weather') : undefined;
  conform('asr', 'moonshine-base-en', (address) =>
    asrConformance(address, { speech, expectedWord: 'weather' }),
  );
});

function clip(name: string): TestAudio {
  const { samples, sampleRateHz } = parseWavMono(readFileSync(speechFixture(name)));
  return { samples: float32ToInt16(samples), sampleRateHz };
}
