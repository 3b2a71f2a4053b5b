import type { z } from 'zod';
import type { ConfigProblem } from './config-error.js';
import { isTree } from './key-tree.js';
import { nearestKey } from './nearest-key.js';
import { leafKeys, schemaAt, shapeOf } from './schema-shape.js';

/** Every key of a tree that the schema does not know, with the known one that was probably meant. */
export function unknownKeys(tree: unknown, schema: z.core.$ZodType): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  findUnknownKeys(tree, schema, [], leafKeys(schema), problems);
  return problems;
}

function findUnknownKeys(
  value: unknown,
  schema: z.core.$ZodType,
  path: readonly string[],
  all: readonly string[],
  problems: ConfigProblem[],
): void {
  if (!isTree(value)) return;
  const shape = shapeOf(schema);
  for (const [name, item] of Object.entries(value)) {
    const child = schemaAt(schema, [name]);
    if (child !== undefined) findUnknownKeys(item, child, [...path, name], all, problems);
    else if (shape.kind === 'object' && !shape.open)
      problems.push(unknownKey([...path, name], [...shape.keys.keys()], all));
  }
}

function unknownKey(
  path: readonly string[],
  siblings: readonly string[],
  all: readonly string[],
): ConfigProblem {
  const name = path.at(-1) ?? '';
  const near = nearestKey(name, siblings);
  const prefix = path.slice(0, -1).join('.');
  const meant = near === undefined ? nearestKey(name, all) : prefix === '' ? near : `${prefix}.${near}`;
  const hint = meant === undefined ? `known here: ${siblings.join(', ')}` : `did you mean ${meant}?`;
  return { key: path.join('.'), message: `unknown key; ${hint}` };
}
