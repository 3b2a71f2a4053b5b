import type { FastifyInstance } from 'fastify';
import type { WorkerKind, WorkerRegistry } from '../workers/registry.js';

/** A model that some worker can use now. */
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

/** What registry entries alone can say: resident models, each taken for one voice. */
export function createRegistryCatalogue(registry: WorkerRegistry): OfferedCatalogue {
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

  return {
    models: async () => [...models('tts'), ...models('asr')],
    voices: async () => models('tts').map(({ id, languages }) => ({ id, model: id, languages })),
  };
}
