const SECRET_KEY = /secret|password|passwd|token|api_?key|credential|private_?key|headers/i;

/** What a masked value is shown as. */
export const MASK = '********';

/** Whether a key names something that must not be shown. `max_tokens` and the like are counts, not secrets. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) && !/(^|_)(max|min|num|count)_?tokens?|token_?count|tokens_?per/i.test(key);
}

/** A copy with every secret replaced: values under secret keys, and passwords inside URLs. */
export function maskSecrets(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskSecrets(item, name)]));
  }
  if (isSecretKey(key))
    return value === undefined || value === null || value === '' ? value : maskedScalar(value);
  return typeof value === 'string' ? value.replace(/(:\/\/[^/:@\s]*:)[^@/\s]+@/g, `$1${MASK}@`) : value;
}

/** Numbers and booleans under such a key (`token_ttl_s: 900`) are settings, not secrets. */
function maskedScalar(value: unknown): unknown {
  return typeof value === 'string' ? MASK : value;
}
