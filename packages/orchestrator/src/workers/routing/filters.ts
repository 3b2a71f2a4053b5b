import type { WorkerEntry } from '../registry.js';

/** What a request asks of a worker's capabilities: booleans exactly, lists by any match, others by equality. */
export type RequiredCapabilities = Readonly<Record<string, boolean | number | string | readonly string[]>>;

/** `mul` is ISO 639's word for many languages; models that do not care for the language have it. */
const ANY: ReadonlySet<string> = new Set(['*', 'mul']);

/**
 * Whether a worker speaks a language. `auto`, or no language, matches every worker; `en` and `en-US` match each
 * other, `en-US` and `en-GB` do not. A worker that names no language makes no restriction.
 */
export function supportsLanguage(worker: WorkerEntry, language: string | undefined): boolean {
  if (language === undefined || language === '' || language.toLowerCase() === 'auto') return true;
  const offered = worker.capabilities.languages;
  if (offered.length === 0) return true;
  const wanted = normalise(language);
  return offered.some((tag) => {
    const known = normalise(tag);
    return ANY.has(known) || known === wanted || isPrefix(known, wanted) || isPrefix(wanted, known);
  });
}

export function hasCapabilities(
  worker: WorkerEntry,
  required: readonly (readonly [name: string, wanted: RequiredCapabilities[string]])[],
): boolean {
  const offered: Readonly<Record<string, unknown>> = worker.capabilities;
  return required.every(([name, wanted]) => {
    const has = offered[name];
    if (typeof wanted === 'boolean') return (has ?? false) === wanted;
    if (typeof wanted === 'object') {
      return Array.isArray(has) && wanted.some((item) => has.includes(item));
    }
    return Array.isArray(has) ? has.includes(wanted) : has === wanted;
  });
}

function normalise(tag: string): string {
  return tag.toLowerCase().replaceAll('_', '-');
}

function isPrefix(short: string, long: string): boolean {
  return long.startsWith(`${short}-`);
}
