import type { FastifyInstance } from 'fastify';
import type { WorkerKind, WorkerRegistry } from '../workers/registry.js';
import type { WorkerModels } from '../workers/worker-models.js';

/** A model that some worker can use: now, or once it is loaded. */
export interface OfferedModel {
  readonly id: string;
  readonly kind: WorkerKind;
  readonly languages: readonly string[];
  /** Loaded in at least one worker. */
  readonly resident: boolean;
}

export interface OfferedVoice {
  /** What `voice` takes. */
  readonly id: string;
  /** The model it belongs to. */
  readonly model: string;
  readonly languages: readonly string[];
}

/** What workers offer, for pickers. */
export interface OfferedCatalogue {
  models(): Promise<readonly OfferedModel[]>;
  voices(): Promise<readonly OfferedVoice[]>;
}

/** `/api/models` and `/api/voices`. */
export function addCatalogueRoutes(server: FastifyInstance, catalogue: OfferedCatalogue): void {
  server.get('/api/models', async () => ({ models: await catalogue.models() }));
  server.get('/api/voices', async () => ({ voices: await catalogue.voices() }));
}

/** Resident models by the registry, then what TTS workers could load; each model that speaks is taken for one voice. */
export function createRegistryCatalogue(
  registry: WorkerRegistry,
  workerModels?: WorkerModels,
): OfferedCatalogue {
  function models(kind: WorkerKind): OfferedModel[] {
    const offered = new Map<string, OfferedModel>();
    for (const worker of registry.list(kind)) {
      for (const id of worker.resident_models) {
        const languages = new Set([...(offered.get(id)?.languages ?? []), ...worker.capabilities.languages]);
        offered.set(id, { id, kind, languages: [...languages], resident: true });
      }
    }
    return [...offered.values()];
  }

  async function speaking(): Promise<readonly OfferedModel[]> {
    const said = (await workerModels?.()) ?? [];
    const known = models('tts');
    const others = said.filter(({ id }) => known.every((model) => model.id !== id));
    return [...known, ...others.map((model): OfferedModel => ({ ...model, kind: 'tts' }))];
  }

  return {
    models: async () => [...(await speaking()), ...models('asr')],
    voices: async () => (await speaking()).map(({ id, languages }) => ({ id, model: id, languages })),
  };
}
