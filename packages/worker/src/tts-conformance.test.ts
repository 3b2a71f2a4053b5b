import { type ConformanceSuite, ttsConformance } from '@parley/testkit';
import { afterAll, describe, test } from 'vitest';
import { type RunningWorker, startWorker } from './start-worker.js';
import { testModels } from './test-models.js';

const models = testModels(
  { id: 'tone-fast', family: 'tone' },
  { id: 'tone-paced', family: 'tone', settings: { realTimeFactor: 0.1 } },
);

async function begin(defaultModelId: string, lanes: number): Promise<[RunningWorker, ConformanceSuite]> {
  const worker = await startWorker({ kind: 'tts', name: defaultModelId, defaultModelId, models, lanes });
  return [worker, ttsConformance(worker.addr)];
}

const [fast, fastSuite] = await begin('tone-fast', 1);
const [paced, pacedSuite] = await begin('tone-paced', 2);

afterAll(async () => {
  fastSuite.close();
  pacedSuite.close();
  await fast.close();
  await paced.close();
});

describe('a worker whose engine is as fast as it can', () => {
  test.each(fastSuite.cases)('$name', ({ run }) => run());
});

describe('a worker with two lanes whose engine is ten times as fast as speech', () => {
  test.each(pacedSuite.cases)('$name', ({ run }) => run());
});
