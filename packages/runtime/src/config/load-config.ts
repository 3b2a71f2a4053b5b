import type { z } from 'zod';
import { coerceSubstituted, coerceText } from './coerce.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { describeIssue } from './describe-issue.js';
import { fillObjects } from './fill-objects.js';
import { type Environment, interpolate } from './interpolate.js';
import { leavesOf, setAt, type Tree } from './key-tree.js';
import { readYaml } from './read-yaml.js';
import { schemaAt } from './schema-shape.js';
import { unknownKeys } from './unknown-keys.js';

export interface LoadConfigOptions<Schema extends z.ZodType> {
  /** Nested objects with a default for every key that may be left out. */
  readonly schema: Schema;
  /** A YAML file. Undefined: none is read. */
  readonly file?: string | undefined;
  /** `process.env` of the process, or a part of it. */
  readonly env: Environment;
  /** Which variable sets which key: `{ REDIS_URL: 'redis.url' }`. The first of several for one key wins. Empty ones do not count. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Values from the command line by dotted key; undefined ones do not count. Text is read as the type of its key. */
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
}

/** Where a value came from; `name` is the file or the variable. */
export interface ConfigOrigin {
  readonly source: 'command line' | 'environment' | 'file' | 'default';
  readonly name?: string;
}

export interface LoadedConfig<Value> {
  readonly value: Value;
  /** Per key (dotted path), in the order of `value`. */
  readonly origins: ReadonlyMap<string, ConfigOrigin>;
}

/**
 * Reads a role's configuration: command line over environment over file over default. Throws one `ConfigError` that
 * lists every problem: unknown keys with the nearest known one, missing variables, values that are not allowed.
 */
export function loadConfig<Schema extends z.ZodType>(
  options: LoadConfigOptions<Schema>,
): LoadedConfig<z.output<Schema>> {
  const { schema, file, env } = options;
  const problems: ConfigProblem[] = [];
  const given = new Map<string, ConfigOrigin>();
  const raw: Tree = {};

  const set = (key: string, value: unknown, origin: ConfigOrigin): void => {
    const path = key.split('.');
    const target = schemaAt(schema, path);
    setAt(raw, path, typeof value === 'string' && target !== undefined ? coerceText(value, target) : value);
    for (const leaf of leavesOf(value, path)) given.set(leaf, origin);
  };

  if (file !== undefined) {
    const tree = interpolate(readYaml(file), env, problems) as Tree;
    for (const leaf of leavesOf(tree, [])) given.set(leaf, { source: 'file', name: file });
    Object.assign(raw, coerceSubstituted(tree, schema));
  }
  const fromEnvironment = new Set<string>();
  for (const [name, key] of Object.entries(options.variables ?? {})) {
    const text = env[name];
    if (text === undefined || text === '' || fromEnvironment.has(key)) continue;
    fromEnvironment.add(key);
    set(key, text, { source: 'environment', name });
  }
  for (const [key, value] of Object.entries(options.overrides ?? {})) {
    if (value !== undefined) set(key, value, { source: 'command line' });
  }

  problems.push(...unknownKeys(raw, schema));
  if (problems.length > 0) throw new ConfigError(problems);
  const parsed = schema.safeParse(fillObjects(raw, schema));
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => describeIssue(issue, schema, raw, given)));

  const origins = new Map<string, ConfigOrigin>();
  for (const leaf of leavesOf(parsed.data, [])) origins.set(leaf, given.get(leaf) ?? { source: 'default' });
  return { value: parsed.data, origins };
}
