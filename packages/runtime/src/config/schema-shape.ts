import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** What configuration needs to know of a schema: where its keys lie, and what text should be read as. */
export type Shape =
  | { readonly kind: 'object'; readonly keys: ReadonlyMap<string, Schema>; readonly open: boolean }
  | { readonly kind: 'record'; readonly value: Schema }
  | { readonly kind: 'array'; readonly item: Schema }
  | { readonly kind: 'number' | 'boolean' | 'other' };

/** Looks through defaults, optionals and the like. A union of objects counts as one object with the keys of all. */
export function shapeOf(schema: Schema): Shape {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return shapeOf(def.innerType);
    case 'pipe':
      return shapeOf(def.in);
    case 'lazy':
      return shapeOf(def.getter());
    case 'object':
      return {
        kind: 'object',
        keys: new Map(Object.entries(def.shape)),
        open: def.catchall !== undefined && (def.catchall as z.core.$ZodTypes)._zod.def.type !== 'never',
      };
    case 'record':
      return { kind: 'record', value: def.valueType };
    case 'array':
      return { kind: 'array', item: def.element };
    case 'union':
      return unionShape(def.options.map(shapeOf));
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'literal':
      return { kind: def.values.every((value) => typeof value === 'number') ? 'number' : 'other' };
    default:
      return { kind: 'other' };
  }
}

function unionShape(options: readonly Shape[]): Shape {
  const objects = options.filter((option) => option.kind === 'object');
  const [first] = options;
  if (objects.length > 0) {
    const keys = new Map(objects.flatMap((option) => [...option.keys]));
    return { kind: 'object', keys, open: objects.some((option) => option.open) };
  }
  return first !== undefined && options.every((option) => option.kind === first.kind)
    ? first
    : { kind: 'other' };
}

/** The schema at a path, or undefined where there is none. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return schema;
  const shape = shapeOf(schema);
  const next =
    shape.kind === 'object'
      ? shape.keys.get(String(head))
      : shape.kind === 'record'
        ? shape.value
        : shape.kind === 'array'
          ? shape.item
          : undefined;
  return next === undefined ? undefined : schemaAt(next, rest);
}

/** Every key that can be set, as dotted paths; what lies under a record is left out. */
export function leafKeys(schema: Schema, prefix = ''): string[] {
  const shape = shapeOf(schema);
  if (shape.kind !== 'object') return [prefix];
  return [...shape.keys].flatMap(([name, child]) =>
    leafKeys(child, prefix === '' ? name : `${prefix}.${name}`),
  );
}

/** Whether the schema itself is an object without a default: a missing one is then read as `{}`. */
export function isPlainObject(schema: Schema): boolean {
  return (schema as z.core.$ZodTypes)._zod.def.type === 'object';
}

/** "1 to 65535", "at least 0", or undefined when the schema sets no bounds. */
export function boundsOf(schema: Schema): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ('innerType' in def) return boundsOf(def.innerType);
  let low: string | undefined;
  let high: string | undefined;
  for (const check of def.checks ?? []) {
    const rule = check._zod.def as { check: string; value?: unknown; inclusive?: boolean };
    if (rule.check === 'greater_than')
      low = `${rule.inclusive === true ? 'at least' : 'more than'} ${rule.value}`;
    if (rule.check === 'less_than')
      high = `${rule.inclusive === true ? 'at most' : 'less than'} ${rule.value}`;
  }
  if (low === undefined || high === undefined) return low ?? high;
  const closed = low.startsWith('at least') && high.startsWith('at most');
  return closed
    ? `${low.slice('at least '.length)} to ${high.slice('at most '.length)}`
    : `${low} and ${high}`;
}
