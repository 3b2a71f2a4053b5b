import type { ConformanceSuite } from './suite.js';
import { ttsAdditionCases } from './tts-addition-cases.js';
import { createTtsTestClient, type TtsTestClient } from './tts-client.js';
import { ttsControlCases } from './tts-control-cases.js';
import { ttsSessionCases } from './tts-session-cases.js';
import { ttsStreamCases } from './tts-stream-cases.js';
import type { WorkerAddress } from './worker-calls.js';

export interface TtsConformanceOptions extends Omit<WorkerAddress, 'address'> {
  /** Model to speak with. Default: the worker's default model. */
  readonly modelId?: string | undefined;
  /** A text that takes 10 s or more to speak. Default: English prose. */
  readonly longText?: string | undefined;
  /** Whether the same text gives the same bytes. Default true. */
  readonly deterministic?: boolean | undefined;
  /** Longest that an answer to `Control` or an end after STOP may take here. Default 1 s: the machine is shared. */
  readonly controlTimeoutMs?: number | undefined;
}

/** What the cases share. */
export interface TtsConformanceContext {
  readonly client: TtsTestClient;
  readonly modelId: string;
  readonly longText: string;
  readonly deterministic: boolean;
  readonly controlTimeoutMs: number;
}

const LONG_TEXT =
  'The old lighthouse stood alone at the end of the pier, and every evening its keeper climbed the narrow stairs ' +
  'to light the lamp. Ships far out at sea looked for its slow, steady beam, and knew that they were almost home. ' +
  'One winter night the wind rose so fiercely that the windows shook, and the keeper stayed awake until morning.';

/**
 * The protocol of a TTS worker as cases that can be run against any address, whatever the worker is written in.
 * The worker should have no other sessions meanwhile, and room for at least two.
 */
export function ttsConformance(address: string, options: TtsConformanceOptions = {}): ConformanceSuite {
  const client = createTtsTestClient({ address, tls: options.tls });
  const context: TtsConformanceContext = {
    client,
    modelId: options.modelId ?? '',
    longText: options.longText ?? LONG_TEXT,
    deterministic: options.deterministic ?? true,
    controlTimeoutMs: options.controlTimeoutMs ?? 1000,
  };
  return {
    name: `TTS worker at ${address}`,
    cases: [
      ...ttsSessionCases(context),
      ...ttsStreamCases(context),
      ...ttsControlCases(context),
      ...ttsAdditionCases(context),
    ],
    close: () => client.close(),
  };
}
