import { ParleyError } from '@parley/protocol';
import type { AsrEngine } from './asr-engine.js';
import { createMoonshineEngine } from './moonshine/moonshine-engine.js';
import { createOpenAiTranscriptionEngine } from './openai-transcription/openai-transcription-engine.js';
import { createScriptedEngine } from './scripted/scripted-engine.js';

const FACTORIES: Readonly<Record<string, () => AsrEngine>> = {
  moonshine: createMoonshineEngine,
  'openai-transcription': createOpenAiTranscriptionEngine,
  scripted: createScriptedEngine,
};

/** Families of recognisers that are built in. */
export const ASR_FAMILIES: readonly string[] = Object.keys(FACTORIES);

/** The engine of a family of the model catalogue. Throws `ParleyError` NOT_FOUND for one that is not built in. */
export function createAsrEngine(family: string): AsrEngine {
  const create = Object.hasOwn(FACTORIES, family) ? FACTORIES[family] : undefined;
  if (create === undefined) {
    throw new ParleyError(
      'NOT_FOUND',
      `No recogniser of family ${family}. Built in are: ${ASR_FAMILIES.join(', ')}.`,
    );
  }
  return create();
}
