import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VOICE_RATE_HZ } from '../hibari/frame-size.js';
import { loadFrontEnd } from '../hibari/front-end.js';
import { toPhonemeIds } from '../hibari/phoneme-ids.js';
import { HIBARI_FILES, missing, readModelJson, voiceDirectory } from '../hibari/voice-files.js';
import type { EngineModel, TtsEngine, TtsVoice } from '../tts-engine.js';
import { createWholePieceVoice } from '../whole-pieces/whole-piece-voice.js';
import { loadKokoroNet } from './kokoro-net.js';
import { parseStyles } from './style.js';

/** Files beside those of the text front end, which it shares with hibari. */
export const KOKORO_FILES = { net: 'kokoro.onnx' } as const;

const DEFAULT_SPEAKER = 'af_heart';

/**
 * Kokoro-82M (Apache-2.0): a better voice than hibari, for a GPU. Session options: `speed`, `pitch`. Settings:
 * `speaker` (default `af_heart`; the file `{speaker}.bin` in the model's folder), `targetLufs`. A piece of text is one
 * pass of the net, so the first sound waits for the first piece.
 */
export function createKokoroEngine(): TtsEngine {
  return { family: 'kokoro', loadVoice };
}

async function loadVoice(model: EngineModel): Promise<TtsVoice> {
  const directory = voiceDirectory(model);
  const { speaker = DEFAULT_SPEAKER } = model.settings;
  const vocabulary = new Map(
    Object.entries(await readModelJson<Record<string, number>>(model, HIBARI_FILES.vocabulary)),
  );
  const speakerFile = `${String(speaker)}.bin`;
  const styles = parseStyles(
    await readFile(join(directory, speakerFile)).catch((cause: unknown) => {
      throw missing(model, speakerFile, cause);
    }),
  );
  const frontEnd = await loadFrontEnd(model);
  const net = await loadKokoroNet(join(directory, KOKORO_FILES.net), model.executionProvider).catch(
    async (cause: unknown) => {
      await frontEnd.close();
      throw missing(model, KOKORO_FILES.net, cause);
    },
  );
  return createWholePieceVoice(model, frontEnd, {
    sampleRateHz: VOICE_RATE_HZ,
    inference: net.inference,
    toIds: (piece) => toPhonemeIds(piece, vocabulary),
    run: (ids, speed) => net.run(ids, styles.forLength(ids.length), speed),
    close: net.close,
  });
}
