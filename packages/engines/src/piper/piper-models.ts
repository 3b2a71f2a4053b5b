import { readdir } from 'node:fs/promises';
import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { ExternalModels } from '../external/external-models.js';
import type { EngineModel } from '../tts-engine.js';

const schema = z.strictObject({
  voice_dir: z.string().min(1),
  quality: z.string().min(1).default('medium'),
  speaker_id: z.coerce.number().int().min(0).default(0),
  noise_scale: z.number().min(0).max(2).default(0),
  rhythm_noise_scale: z.number().min(0).max(2).default(0),
  /** What the wire has; no other is allowed. */
  sample_rate: z.literal(48_000).optional(),
  channels: z.literal(1).optional(),
});

/** As Piper names its files: `en_US-lessac-medium.onnx`, with `.json` behind it for the configuration. */
const VOICE_FILE = /^([a-z]{2,3})_([A-Z]{2})-([A-Za-z0-9_]+)-([a-z_]+)\.onnx$/;

/**
 * The Piper voices of a folder (`config.voice_dir`): `en_US-lessac-medium.onnx` is `piper-en-us-lessac-medium`. The
 * first of `config.quality` (default medium) speaks by default. `frontEndDirectory` holds the files of the text front
 * end. Throws `ParleyError` INVALID_MESSAGE for a setting, NOT_FOUND for a folder without such a voice.
 */
export async function createPiperModels(
  config: Readonly<Record<string, unknown>>,
  frontEndDirectory: string,
): Promise<ExternalModels> {
  const parsed = schema.safeParse(config);
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new ParleyError('INVALID_MESSAGE', `adapter.config of piper is not valid:\n${problems}`, {
      cause: parsed.error,
    });
  }
  const { voice_dir: directory, quality, ...given } = parsed.data;
  const files = await readdir(directory).catch((cause: unknown) => {
    throw new ParleyError('NOT_FOUND', `cannot read the folder of Piper voices ${directory}`, { cause });
  });
  const voices = new Map<string, EngineModel>();
  let defaultModelId: string | undefined;
  for (const netFile of files.sort()) {
    const [, language, region, , itsQuality] = VOICE_FILE.exec(netFile) ?? [];
    const configFile = `${netFile}.json`;
    if (language === undefined || !files.includes(configFile)) continue;
    const id = `piper-${netFile
      .replace(/\.onnx$/, '')
      .toLowerCase()
      .replaceAll('_', '-')}`;
    if (itsQuality === quality) defaultModelId ??= id;
    voices.set(id, {
      id,
      family: 'piper',
      directory,
      languages: [`${language}-${region}`, language],
      settings: {
        netFile,
        configFile,
        frontEndDirectory,
        speakerId: given.speaker_id,
        noiseScale: given.noise_scale,
        rhythmNoiseScale: given.rhythm_noise_scale,
      },
    });
  }
  if (defaultModelId === undefined) {
    throw new ParleyError(
      'NOT_FOUND',
      `${directory} has no Piper voice of quality ${quality}, such as en_US-lessac-${quality}.onnx with its .onnx.json`,
    );
  }
  return {
    defaultModelId,
    async resolve(id) {
      const voice = voices.get(id);
      if (voice !== undefined) return voice;
      throw new ParleyError(
        'NOT_FOUND',
        `${directory} has no ${id}; it has ${[...voices.keys()].join(', ')}`,
      );
    },
    list: async () => [...voices.values()],
  };
}
