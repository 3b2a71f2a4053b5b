import { ParleyError } from '@parley/protocol';
import { createElevenLabsEngine } from './elevenlabs/elevenlabs-engine.js';
import { createHibariEngine } from './hibari/hibari-engine.js';
import { createKokoroEngine } from './kokoro/kokoro-engine.js';
import { createOpenAiSpeechEngine } from './openai-speech/openai-speech-engine.js';
import { createPiperEngine } from './piper/piper-engine.js';
import { createToneEngine } from './tone/tone-engine.js';
import type { TtsEngine } from './tts-engine.js';

const ENGINES: Readonly<Record<string, () => TtsEngine>> = {
  hibari: createHibariEngine,
  tone: createToneEngine,
  cosyvoice2: () => createOpenAiSpeechEngine('cosyvoice2'),
  elevenlabs: createElevenLabsEngine,
  kokoro: createKokoroEngine,
  piper: createPiperEngine,
  'openai-speech': () => createOpenAiSpeechEngine('openai-speech'),
  sesame: () => createOpenAiSpeechEngine('sesame'),
  xtts: () => createOpenAiSpeechEngine('xtts'),
};

/** The families of voices that `createTtsEngine` knows. */
export const TTS_FAMILIES: readonly string[] = Object.keys(ENGINES);

/** The engine of a family of voices. Throws `ParleyError` NOT_FOUND for a family that is not known. */
export function createTtsEngine(family: string): TtsEngine {
  const create = Object.hasOwn(ENGINES, family) ? ENGINES[family] : undefined;
  if (create) return create();
  throw new ParleyError(
    'NOT_FOUND',
    `No engine for the voice family "${family}". Known: ${TTS_FAMILIES.join(', ')}.`,
  );
}
