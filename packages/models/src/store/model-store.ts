import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import { type Catalogue, modelSizeBytes } from '../catalogue/catalogue.js';
import type { CatalogueModel, ModelTask } from '../catalogue/schema.js';
import { inspectInstallation } from './installation.js';
import type { PullProgressListener } from './progress.js';
import { pullModel } from './pull.js';

export interface ModelStoreOptions {
  /** Where models are kept, one folder each; made when needed. See `modelsDirectory`. */
  readonly directory: string;
  readonly catalogue: Catalogue;
  /** Folders with models that somebody carried here (`FOLDER/ID/FILE`), tried before the catalogue's sources. */
  readonly folders?: readonly string[] | undefined;
}

/** A model that can be loaded. Has the shape of `EngineModel`. */
export interface InstalledModel {
  readonly id: string;
  readonly task: ModelTask;
  readonly family: string;
  /** Folder that holds the files, named as in the catalogue. Undefined for models without files. */
  readonly directory: string | undefined;
  readonly languages: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Undefined where the task has none. */
  readonly sampleRateHz: number | undefined;
}

export interface ModelStatus {
  readonly model: CatalogueModel;
  /** `built-in`: needs no files. `corrupt`: files are there, and not what the catalogue says. */
  readonly state: 'installed' | 'missing' | 'corrupt' | 'built-in';
  readonly sizeBytes: number;
  /** What is wrong, one line a file. */
  readonly problems: readonly string[];
}

export interface StorePullOptions {
  readonly onProgress?: PullProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The models on this machine. Holds no state: any number of stores and processes may share a folder. */
export interface ModelStore {
  readonly directory: string;
  readonly catalogue: Catalogue;
  /** The state of every model of the catalogue. */
  list(): Promise<readonly ModelStatus[]>;
  status(id: string): Promise<ModelStatus>;
  /** Never downloads. Throws `ParleyError` NOT_FOUND with the command that installs what is missing or corrupt. */
  resolve(id: string): Promise<InstalledModel>;
  /**
   * Installs a model, or mends it, from the first source that gives the right bytes. Without effect when it is
   * installed. Throws `ParleyError` CONNECTION_ERROR that lists why each source failed.
   */
  pull(id: string, options?: StorePullOptions): Promise<InstalledModel>;
  /** `resolve`, and `pull` when that fails. */
  ensure(id: string, options?: StorePullOptions): Promise<InstalledModel>;
  /** Deletes a model's files; false when there were none. */
  remove(id: string): Promise<boolean>;
  /** `status`, with every file hashed. */
  verify(id: string): Promise<ModelStatus>;
}

export function createModelStore(options: ModelStoreOptions): ModelStore {
  const { directory, catalogue, folders = [] } = options;
  const placeOf = (model: CatalogueModel) => join(directory, model.id);

  async function inspect(model: CatalogueModel, thorough: boolean): Promise<ModelStatus> {
    const sizeBytes = modelSizeBytes(model);
    if (model.files.length === 0) return { model, state: 'built-in', sizeBytes, problems: [] };
    const problems = await inspectInstallation(placeOf(model), model, { thorough });
    const absent = problems.filter((problem) => problem.endsWith('is missing')).length;
    const state = problems.length === 0 ? 'installed' : absent === model.files.length ? 'missing' : 'corrupt';
    return { model, state, sizeBytes, problems };
  }

  async function resolve(id: string): Promise<InstalledModel> {
    const model = catalogue.get(id);
    const { state, problems } = await inspect(model, false);
    if (state === 'missing') {
      throw new ParleyError('NOT_FOUND', `the model ${id} is not installed; run: parley models pull ${id}`);
    }
    if (state === 'corrupt') {
      const reasons = problems.join(', ');
      throw new ParleyError(
        'NOT_FOUND',
        `the model ${id} in ${placeOf(model)} is damaged (${reasons}); mend it with: parley models pull ${id}`,
      );
    }
    return {
      id: model.id,
      task: model.task,
      family: model.family,
      directory: model.files.length === 0 ? undefined : placeOf(model),
      languages: model.languages,
      settings: model.settings,
      sampleRateHz: model.sampleRateHz,
    };
  }

  async function pull(id: string, pullOptions: StorePullOptions = {}): Promise<InstalledModel> {
    const model = catalogue.get(id);
    const { state } = await inspect(model, true);
    if (state === 'missing' || state === 'corrupt')
      await pullModel({ directory, model, folders, ...pullOptions });
    return resolve(id);
  }

  return {
    directory,
    catalogue,
    list: () => Promise.all(catalogue.models.map((model) => inspect(model, false))),
    status: async (id) => inspect(catalogue.get(id), false),
    resolve,
    pull,
    ensure: async (id, pullOptions) => {
      const { state } = await inspect(catalogue.get(id), false);
      return state === 'installed' || state === 'built-in' ? resolve(id) : pull(id, pullOptions);
    },
    remove: async (id) => {
      const model = catalogue.get(id);
      const { state } = await inspect(model, false);
      if (state === 'built-in') {
        throw new ParleyError('INVALID_MESSAGE', `the model ${id} is built in and cannot be removed`);
      }
      await rm(placeOf(model), { recursive: true, force: true });
      return state !== 'missing';
    },
    verify: async (id) => inspect(catalogue.get(id), true),
  };
}
