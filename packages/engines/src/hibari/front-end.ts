import { join } from 'node:path';
import { toSpokenTokens } from '../text/spoken-tokens.js';
import type { EngineModel } from '../tts-engine.js';
import { createLexicon, type LexiconFile } from './lexicon.js';
import { toUnits } from './phonemes.js';
import { cutPieces, type Piece } from './pieces.js';
import { createPronunciation } from './pronunciation.js';
import { createTagger, type TaggerFile } from './tagger.js';
import { loadUnknownWords, type UnknownWordsFile } from './unknown-words.js';
import { HIBARI_FILES, missing, readModelJson, voiceDirectory } from './voice-files.js';

/** Written text to pieces of phonemes. Owns the net for unknown words until `close()`. */
export interface FrontEnd {
  read(text: string): Promise<Piece[]>;
  close(): Promise<void>;
}

export async function loadFrontEnd(model: EngineModel): Promise<FrontEnd> {
  const lexicon = createLexicon(
    await readModelJson<LexiconFile>(model, HIBARI_FILES.goldLexicon),
    await readModelJson<LexiconFile>(model, HIBARI_FILES.silverLexicon),
  );
  const tagger = createTagger(await readModelJson<TaggerFile>(model, HIBARI_FILES.tagger));
  const alphabets = await readModelJson<UnknownWordsFile>(model, HIBARI_FILES.unknownWords);
  const net = join(voiceDirectory(model), HIBARI_FILES.unknownWordsNet);
  const unknownWords = await loadUnknownWords(net, alphabets).catch((cause: unknown) => {
    throw missing(model, HIBARI_FILES.unknownWordsNet, cause);
  });
  const pronunciation = createPronunciation(lexicon, unknownWords);
  return {
    read: async (text) => cutPieces(await toUnits(toSpokenTokens(text), tagger, pronunciation)),
    close: () => unknownWords.close(),
  };
}
