import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ParleyError } from '@parley/protocol';
import type { EngineModel } from '../tts-engine.js';

/** The files of a hibari voice, named as in its package. */
export const HIBARI_FILES = {
  net: 'hibari.onnx',
  vocabulary: 'vocab.json',
  goldLexicon: 'lexicon_us_gold.json.gz',
  silverLexicon: 'lexicon_us_silver.json.gz',
  tagger: 'tagger.json.gz',
  unknownWordsNet: 'oov.onnx',
  unknownWords: 'oov.json',
} as const;

const decompress = promisify(gunzip);

/** The folder of a model. Throws `ParleyError` NOT_FOUND when the model has none. */
export function voiceDirectory(model: EngineModel): string {
  if (model.directory !== undefined) return model.directory;
  throw new ParleyError(
    'NOT_FOUND',
    `The files of ${model.id} are not here. Run: parley models pull ${model.id}`,
  );
}

/** Reads a JSON file of the model, packed or not. The caller names its type: the files are pinned by checksum. */
export async function readModelJson<T>(model: EngineModel, name: string): Promise<T> {
  const path = join(voiceDirectory(model), name);
  try {
    const bytes = await readFile(path);
    const text = name.endsWith('.gz') ? await decompress(bytes) : bytes;
    return JSON.parse(text.toString('utf8')) as T;
  } catch (cause) {
    throw missing(model, name, cause);
  }
}

/** Wraps what went wrong with a file of the model, with the command that mends it. */
export function missing(model: EngineModel, name: string, cause: unknown): ParleyError {
  const message = `Cannot read ${name} of ${model.id}. Run: parley models pull ${model.id}`;
  return new ParleyError('NOT_FOUND', message, { cause });
}
