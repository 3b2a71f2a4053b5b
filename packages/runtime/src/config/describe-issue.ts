import type { z } from 'zod';
import type { ConfigProblem } from './config-error.js';
import type { ConfigOrigin } from './load-config.js';
import { isSecretKey, MASK, maskSecrets } from './mask-secrets.js';
import { boundsOf, schemaAt } from './schema-shape.js';

/** Says in one line which value is wrong, where it came from and what is allowed. Secrets are masked. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  raw: unknown,
  given: ReadonlyMap<string, ConfigOrigin>,
): ConfigProblem {
  const key = issue.path.map(String).join('.');
  const value = valueAt(raw, issue.path);
  const allowed = allowedBy(issue, schema);
  if (value === undefined) return { key, message: `is missing; allowed: ${allowed}` };
  const secret = isSecretKey(String(issue.path.at(-1) ?? ''));
  const shown = secret ? MASK : JSON.stringify(maskSecrets(value));
  const origin = given.get(key);
  const from =
    origin === undefined
      ? ''
      : ` (from ${origin.name === undefined ? 'the ' : ''}${origin.name ?? origin.source})`;
  return { key, message: `${shown}${from} is not allowed; allowed: ${allowed}` };
}

function allowedBy(issue: z.core.$ZodIssue, schema: z.core.$ZodType): string {
  const at = schemaAt(schema, issue.path);
  const bounds = at === undefined ? undefined : boundsOf(at);
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_type': {
      const type = issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`;
      return bounds === undefined ? type : `${type}, ${bounds}`;
    }
    case 'too_small':
    case 'too_big':
      return bounds ?? issue.message;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
