import { type ClientMessage, clientMessage } from '@parley/protocol';
import type { z } from 'zod';

export type ParsedMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  /** `problem` names the field and what is allowed, and repeats nothing long of what came. */
  | { readonly ok: false; readonly problem: string };

const TYPES = clientMessage.options.map((option) => option.shape.type.value);

/** Never throws, whatever comes. */
export function parseClientMessage(json: string): ParsedMessage {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, problem: 'The message is not valid JSON.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'The message must be a JSON object with a "type".' };
  }
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: issue === undefined ? 'The message is not valid.' : describe(issue, value) };
}

function describe(issue: z.core.$ZodIssue, value: object): string {
  if (issue.code === 'invalid_union') {
    const type = 'type' in value ? value.type : undefined;
    const given = typeof type === 'string' ? `Unknown type ${quote(type)}` : 'The "type" must be a string';
    return `${given}; allowed are ${TYPES.join(', ')}.`;
  }
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `Unknown field ${issue.keys.slice(0, 3).map(quote).join(', ')}${at === '' ? '' : ` in "${at}"`}.`;
  }
  return `Field "${at}": ${issue.message}.`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
