import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { requires } from '@parley/testkit';
import { describe, test } from 'vitest';
import { createTtsEngine } from '../tts-engines.js';
import { ttsVoiceContract } from './tts-voice-contract.js';

async function open(id: string) {
  const store = createModelStore({
    directory: modelsDirectory(process.env),
    catalogue: await loadCatalogue(),
  });
  const model = await store.resolve(id);
  return createTtsEngine(model.family).loadVoice(model);
}

describe('the tone voice', () => {
  const cases = ttsVoiceContract({ open: () => open('tone-440') });
  test.each(cases)('$name', ({ run }) => run());
});

describe.skipIf(!requires('model:hibari-en-us'))('the hibari voice', () => {
  const cases = ttsVoiceContract({ open: () => open('hibari-en-us') });
  test.each(cases)('$name', ({ run }) => run(), 30_000);
});
