import type { TtsEngine } from '../tts-engine.js';
import { loadHibariVoice } from './hibari-voice.js';

/**
 * The default neural voice: hibari (Apache-2.0), a small net that gives spectra, and a vocoder of our own. Session
 * options: `speed`, `pitch`. Settings: `targetLufs`.
 */
export function createHibariEngine(): TtsEngine {
  return { family: 'hibari', loadVoice: loadHibariVoice };
}
