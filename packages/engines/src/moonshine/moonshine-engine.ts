import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import type { AsrEngine, AsrModel } from '../asr-engine.js';
import { redecodingSettings } from '../redecoding/redecoding-settings.js';
import { createRedecodingUtterance } from '../redecoding/redecoding-utterance.js';
import type { EngineModel } from '../tts-engine.js';
import { loadMoonshineGraphs, type MoonshineGraphs } from './moonshine-decoder.js';
import { createMoonshineRecogniser } from './moonshine-recogniser.js';
import { parseTokenTable, type TokenTable } from './token-table.js';

/** Files in a model's folder: int8 or float graphs of Moonshine base or tiny with a merged decoder. */
export const MOONSHINE_FILES = {
  encoder: 'encoder.onnx',
  decoder: 'decoder.onnx',
  tokens: 'tokenizer.bin',
} as const;

/** Half a second of silence: the first run of a graph allocates, and should not be a person's. */
const WARM_UP_SAMPLES = 8000;

/**
 * Moonshine (Useful Sensors, MIT): English, made for short live audio. Recognises live by decoding again; the
 * settings of the catalogue entry may change `RedecodingSettings`.
 */
export function createMoonshineEngine(): AsrEngine {
  return { family: 'moonshine', loadModel };
}

async function loadModel(model: EngineModel): Promise<AsrModel> {
  const settings = redecodingSettings(model.settings);
  const { graphs, table } = await loadFiles(model);
  const recogniser = createMoonshineRecogniser(graphs, table);
  await recogniser.transcribe(new Float32Array(WARM_UP_SAMPLES));
  const language = model.languages[0] ?? 'en';
  let closing: Promise<void> | undefined;
  return {
    inference: graphs.inference,
    languages: model.languages,
    openUtterance: () => createRedecodingUtterance({ recogniser, language, settings }),
    close: () => {
      closing ??= graphs.close();
      return closing;
    },
  };
}

async function loadFiles(model: EngineModel): Promise<{ graphs: MoonshineGraphs; table: TokenTable }> {
  const { directory } = model;
  if (directory === undefined) {
    throw new ParleyError('NOT_FOUND', `Model ${model.id} has no files. Run: parley models pull ${model.id}`);
  }
  try {
    const table = parseTokenTable(await readFile(join(directory, MOONSHINE_FILES.tokens)));
    const graphs = await loadMoonshineGraphs(
      join(directory, MOONSHINE_FILES.encoder),
      join(directory, MOONSHINE_FILES.decoder),
      model.executionProvider,
    );
    return { graphs, table };
  } catch (error) {
    const message = `Model ${model.id} does not load. Run: parley models pull ${model.id}`;
    throw new ParleyError('NOT_FOUND', message, { cause: error });
  }
}
