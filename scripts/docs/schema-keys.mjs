/** Every leaf of a zod schema: its key, its type with the range for people, and its default. */
export function schemaKeys(schema, prefix = '') {
  const { inner, value } = unwrap(schema);
  const { def } = inner._zod;
  if (def.type === 'object') {
    return Object.entries(def.shape).flatMap(([name, field]) =>
      schemaKeys(field, prefix === '' ? name : `${prefix}.${name}`),
    );
  }
  return [{ key: prefix, type: typeOf(inner), default: value }];
}

/** Takes off what only says "may be absent", and keeps the default. */
function unwrap(schema) {
  let inner = schema;
  let value;
  for (;;) {
    const { def } = inner._zod;
    if (def.type === 'default') value = def.defaultValue;
    if (['default', 'prefault', 'optional', 'nullable', 'readonly'].includes(def.type)) inner = def.innerType;
    else if (def.type === 'pipe') inner = def.out._zod.def.type === 'transform' ? def.in : def.out;
    else return { inner, value };
  }
}

function typeOf(schema) {
  const { inner } = unwrap(schema);
  const { def } = inner._zod;
  switch (def.type) {
    case 'number':
      return `${inner.format === 'safeint' ? 'whole number' : 'number'}${rangeOf(inner)}`;
    case 'boolean':
      return 'true, false';
    case 'string':
      return def.format === 'url' ? 'URL' : 'text';
    case 'enum':
      return Object.values(def.entries)
        .map((entry) => `\`${entry}\``)
        .join(', ');
    case 'literal':
      return def.values.join(', ');
    case 'array':
      return `list of ${typeOf(def.element)}`;
    case 'record':
      return `map to ${typeOf(def.valueType)}`;
    case 'union':
      return unionType(def.options);
    case 'object':
      return `{ ${Object.keys(def.shape).join(', ')} }`;
    case 'unknown':
      return 'anything';
    default:
      throw new Error(`no words for the type ${def.type}`);
  }
}

/** `true` and `'true'` are one thing to people: the text is what the environment gives. */
function unionType(options) {
  const words = options.flatMap((option) => typeOf(option).replaceAll('`', '').split(', '));
  return [...new Set(words)]
    .map((word) => (['true', 'false'].includes(word) ? word : `\`${word}\``))
    .join(', ');
}

function rangeOf({ minValue, maxValue }) {
  const bounds = [minValue, maxValue].map((bound) => (Number.isFinite(bound) ? bound : undefined));
  return bounds.every((bound) => bound === undefined)
    ? ''
    : ` ${bounds.map((bound) => bound ?? '…').join(' to ')}`;
}
