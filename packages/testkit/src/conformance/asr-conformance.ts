import { asrAdditionCases } from './asr-addition-cases.js';
import { type AsrTestClient, createAsrTestClient, type TestAudio } from './asr-client.js';
import { asrSessionCases } from './asr-session-cases.js';
import { asrStreamCases } from './asr-stream-cases.js';
import type { ConformanceSuite } from './suite.js';
import type { WorkerAddress } from './worker-calls.js';

export interface AsrConformanceOptions extends Omit<WorkerAddress, 'address'> {
  /** Model to recognise with. Default: the worker's default model. */
  readonly modelId?: string | undefined;
  /** An utterance of 2 to 8 s in which the worker hears words. Default: a tone, which only test engines hear as such. */
  readonly speech?: TestAudio | undefined;
  /** A word that the transcript of `speech` must hold. Default: any. */
  readonly expectedWord?: string | undefined;
  /** Longest that an answer may take here. Default 10 s: the machine is shared, and models differ. */
  readonly answerTimeoutMs?: number | undefined;
}

/** What the cases share. */
export interface AsrConformanceContext {
  readonly client: AsrTestClient;
  readonly modelId: string;
  readonly speech: TestAudio;
  readonly expectedWord: string;
  readonly answerTimeoutMs: number;
}

/**
 * The protocol of an ASR worker as cases that can be run against any address, whatever the worker is written in.
 * The worker should have no other sessions meanwhile, and room for at least two.
 */
export function asrConformance(address: string, options: AsrConformanceOptions = {}): ConformanceSuite {
  const client = createAsrTestClient({ address, tls: options.tls });
  const context: AsrConformanceContext = {
    client,
    modelId: options.modelId ?? '',
    speech: options.speech ?? tone(3000),
    expectedWord: options.expectedWord ?? '',
    answerTimeoutMs: options.answerTimeoutMs ?? 10_000,
  };
  return {
    name: `ASR worker at ${address}`,
    cases: [...asrSessionCases(context), ...asrStreamCases(context), ...asrAdditionCases(context)],
    close: () => client.close(),
  };
}

function tone(ms: number): TestAudio {
  const samples = Int16Array.from(
    { length: ms * 16 },
    (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 16_000),
  );
  return { samples, sampleRateHz: 16_000 };
}
