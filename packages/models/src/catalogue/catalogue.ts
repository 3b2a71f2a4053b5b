import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ParleyError } from '@parley/protocol';
import { load } from 'js-yaml';
import { z } from 'zod';
import { type CatalogueModel, catalogueSchema, type ModelTask } from './schema.js';

/** The models that are known, whether or not they are on this machine. */
export interface Catalogue {
  /** In the order of the file. */
  readonly models: readonly CatalogueModel[];
  /** Throws `ParleyError` NOT_FOUND, with the names that exist. */
  get(id: string): CatalogueModel;
  /** The models marked `default: true`. */
  defaults(task?: ModelTask): readonly CatalogueModel[];
}

/** Sum of a model's files. 0 for models without files. */
export function modelSizeBytes(model: CatalogueModel): number {
  return model.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/**
 * Reads and checks a catalogue. Default file: `configs/models.yaml` of this checkout or installation. Throws
 * `ParleyError` NOT_FOUND when there is none, INVALID_MESSAGE when it is not what the schema says.
 */
export async function loadCatalogue(file: string = defaultCatalogueFile()): Promise<Catalogue> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ParleyError('NOT_FOUND', `cannot read the model catalogue ${file}`, { cause });
  }
  return parseCatalogue(text, file);
}

/** Checks the text of a catalogue; `name` is what errors call it. */
export function parseCatalogue(text: string, name = 'the model catalogue'): Catalogue {
  let document: unknown;
  try {
    document = load(text);
  } catch (cause) {
    throw new ParleyError('INVALID_MESSAGE', `${name} is not YAML: ${(cause as Error).message}`, { cause });
  }
  const parsed = catalogueSchema.safeParse(document);
  if (!parsed.success) {
    throw new ParleyError('INVALID_MESSAGE', `${name} is not valid:\n${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  }
  return createCatalogue(parsed.data.models);
}

function createCatalogue(models: readonly CatalogueModel[]): Catalogue {
  return {
    models,
    get: (id) => {
      const model = models.find((candidate) => candidate.id === id);
      if (model !== undefined) return model;
      const known = models.map((candidate) => candidate.id).join(', ');
      throw new ParleyError('NOT_FOUND', `there is no model ${id} in the catalogue; it has ${known}`);
    },
    defaults: (task) =>
      models.filter((model) => model.default && (task === undefined || model.task === task)),
  };
}

/** The nearest `configs/models.yaml` in this module's folder or above it. */
function defaultCatalogueFile(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'configs', 'models.yaml');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) {
      throw new ParleyError('NOT_FOUND', `there is no configs/models.yaml in ${start} or above it`);
    }
  }
}
