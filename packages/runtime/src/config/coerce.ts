import type { z } from 'zod';
import { Substituted } from './interpolate.js';
import { isTree } from './key-tree.js';
import { schemaAt, shapeOf } from './schema-shape.js';

/**
 * Reads text (an environment variable, a command-line value) as the type that the schema wants. Text that does not
 * fit is returned as it is, so that validation can say what is wrong with it.
 */
export function coerceText(text: string, schema: z.core.$ZodType): unknown {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'number':
      return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : text;
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(text)) return true;
      return /^(false|0|no|off)$/i.test(text) ? false : text;
    case 'array': {
      const items = text.split(',').map((item) => item.trim());
      return items.filter((item) => item !== '').map((item) => coerceText(item, shape.item));
    }
    case 'object':
    case 'record':
      return parseJson(text);
    case 'other':
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // Not an object: validation names the key and what it wants.
  }
}

/** Reads all text that came from the environment as the type of its key. */
export function coerceSubstituted(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  if (value instanceof Substituted) return schema === undefined ? value.text : coerceText(value.text, schema);
  const child = (name: string) => (schema === undefined ? undefined : schemaAt(schema, [name]));
  if (Array.isArray(value)) return value.map((item) => coerceSubstituted(item, child('0')));
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, coerceSubstituted(item, child(name))]),
  );
}
