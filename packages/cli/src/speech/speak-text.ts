import { concatFloat32 } from '@parley/audio';
import { createTtsEngine } from '@parley/engines';
import type { InstalledModel } from '@parley/models';

export interface SpokenText {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** Speaks a text in this process, sentence by sentence. */
export async function speakText(
  model: InstalledModel,
  text: string,
  options: { readonly voice?: string | undefined; readonly speed?: number | undefined },
): Promise<SpokenText> {
  const voice = await createTtsEngine(model.family).loadVoice(model);
  try {
    const pieces: Float32Array[] = [];
    for (const sentence of sentencesOf(text)) {
      for await (const { samples } of voice.synthesize(sentence, options, new AbortController().signal)) {
        pieces.push(samples.slice());
      }
    }
    return { samples: concatFloat32(pieces), sampleRateHz: voice.sampleRateHz };
  } finally {
    await voice.close();
  }
}

function sentencesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return [...segmenter.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((segment) => segment !== '');
}
