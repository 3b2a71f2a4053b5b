import type { z } from 'zod';
import { isTree, type Tree } from './key-tree.js';
import { isPlainObject, schemaAt, shapeOf } from './schema-shape.js';

/** Gives every object that has no default of its own, and was left out, a chance to fill in its inner defaults. */
export function fillObjects(value: unknown, schema: z.core.$ZodType): unknown {
  if (Array.isArray(value)) {
    const item = schemaAt(schema, ['0']);
    return item === undefined ? value : value.map((entry) => fillObjects(entry, item));
  }
  // A key whose values are all commented out reads as null in YAML: the same as left out.
  const present = value === null && shapeOf(schema).kind === 'object' ? undefined : value;
  const filled = present === undefined && isPlainObject(schema) ? {} : present;
  const shape = shapeOf(schema);
  if (!isTree(filled) || shape.kind !== 'object') return filled;
  const result: Tree = { ...filled };
  for (const [name, child] of shape.keys) {
    const entry = fillObjects(filled[name], child);
    if (entry !== undefined) result[name] = entry;
    else delete result[name];
  }
  return result;
}
