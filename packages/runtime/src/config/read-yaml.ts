import { readFileSync } from 'node:fs';
import { load, YAMLException } from 'js-yaml';
import { ConfigError } from './config-error.js';

/** The mapping at the top of a YAML file. An empty file is an empty mapping. Throws `ConfigError`. */
export function readYaml(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'there is no such file'
        : String(error);
    throw new ConfigError([{ key: '', message: `cannot read ${file}: ${reason}` }], { cause: error });
  }
  if (text.replaceAll(/^\s*(#.*)?$/gm, '').trim() === '') return {};
  let document: unknown;
  try {
    document = load(text, { filename: file });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new ConfigError([{ key: '', message: `${file} is not YAML: ${error.message}` }], { cause: error });
  }
  if (document === null || document === undefined) return {};
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw new ConfigError([{ key: '', message: `${file} must hold a mapping of keys to values` }]);
  }
  return document as Record<string, unknown>;
}
