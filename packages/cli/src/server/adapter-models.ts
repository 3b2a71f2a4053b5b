import {
  ASR_FAMILIES,
  createExternalModels,
  createMockModels,
  createPiperModels,
  EXTERNAL_FAMILIES,
  type ExternalModels,
  TTS_FAMILIES,
} from '@parley/engines';
import type { Catalogue, ModelStore } from '@parley/models';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import type { WorkerKind } from '@parley/worker';
import type { CommandContext } from '../context.js';
import { CommandError, EXIT_CODES } from '../exit-codes.js';
import { ensureModels } from '../models/ensure-models.js';

/** Engines that need no model, for development and tests. */
const MOCK: Readonly<Record<WorkerKind, string>> = { tts: 'tone', asr: 'scripted' };

/** Its text front end reads English for Piper voices, too. */
const FRONT_END_MODEL = 'hibari-en-us';

/** Families that a worker of this adapter serves; undefined for every one that is built in. */
export function familiesOf(kind: WorkerKind, adapter: string | undefined): readonly string[] | undefined {
  if (adapter === undefined) return undefined;
  const family = adapter === 'mock' ? MOCK[kind] : adapter;
  const known = kind === 'tts' ? TTS_FAMILIES : ASR_FAMILIES;
  if (known.includes(family)) return [family];
  throw new CommandError(
    `there is no ${kind} adapter ${adapter}; allowed: mock, ${known.join(', ')}`,
    EXIT_CODES.usage,
  );
}

/** The models of a worker that are made of its configuration alone; undefined where models come from the store. */
export async function configuredModelsOf(
  context: CommandContext,
  store: ModelStore,
  kind: WorkerKind,
  adapter: { readonly type?: string | undefined; readonly config: Readonly<Record<string, unknown>> },
): Promise<ExternalModels | undefined> {
  const { type } = adapter;
  const config = type === 'piper' ? { ...adapter.config, ...piperVariables(context) } : adapter.config;
  const external = EXTERNAL_FAMILIES[kind];
  if (type !== undefined && external.includes(type)) return createExternalModels(type, config);
  if (type === 'mock') return createMockModels(kind, config);
  if (type === 'piper' && config.voice_dir !== undefined) {
    const [frontEnd] = await ensureModels(context, store, [FRONT_END_MODEL]);
    return createPiperModels(config, frontEnd?.directory ?? '');
  }
  const { sample_rate: rateHz = SAMPLE_RATE_HZ, channels = 1, ...other } = config;
  if (Object.keys(other).length === 0 && rateHz === SAMPLE_RATE_HZ && channels === 1) return undefined;
  throw new CommandError(
    `adapter.config is for mock, for the voice_dir of piper, and for an adapter.type that is on another server: ${external.join(', ')}; others have sample_rate: ${SAMPLE_RATE_HZ} and channels: 1 alone`,
    EXIT_CODES.usage,
  );
}

/** Where Piper's own programs look. Without a folder the voices of the catalogue speak, and have one speaker each. */
function piperVariables({ env }: CommandContext): Readonly<Record<string, string>> {
  const { PIPER_VOICE_DIR: folder, PIPER_QUALITY: quality, PIPER_SPEAKER_ID: speaker } = env;
  if (!folder) return {};
  return {
    voice_dir: folder,
    ...(quality ? { quality } : {}),
    ...(speaker ? { speaker_id: speaker } : {}),
  };
}

/** The model that a worker of these families serves when none is named. */
export function defaultModelOf(
  catalogue: Catalogue,
  kind: WorkerKind,
  families: readonly string[] | undefined,
): string {
  const fits = catalogue.models.filter(
    ({ task, family }) => task === kind && (families === undefined || families.includes(family)),
  );
  const chosen = fits.find((model) => model.default) ?? fits[0];
  if (chosen === undefined) {
    throw new CommandError(
      `the catalogue has no ${kind} model of ${families?.join(', ')}; name one with --default-model`,
    );
  }
  return chosen.id;
}
