import { type ErrorCode, ParleyError } from '@parley/protocol';
import type { ExternalSettings } from './external-settings.js';

/** A refusal in words that say what to mend. `detail`: what the server said; shown to operators, cut to 300 characters. */
export function refusal(
  code: ErrorCode,
  settings: ExternalSettings,
  status: number,
  detail: string,
): ParleyError {
  const { host } = new URL(settings.url);
  const said = detail.trim() === '' ? '' : `: ${detail.trim().slice(0, 300)}`;
  if (status === 401 || status === 403) {
    const key = settings.apiKeyEnv === undefined ? 'set api_key_env' : `check ${settings.apiKeyEnv}`;
    return new ParleyError(code, `${host} refuses the key (${status}); ${key}${said}`, { retryable: false });
  }
  if (status === 429) return new ParleyError('LIMIT_EXCEEDED', `${host} is asked too often (429)${said}`);
  return new ParleyError(code, `${host} answered ${status}${said}`, { retryable: status >= 500 });
}

/** The wait that a `Retry-After` header asks for, in seconds or as a date; undefined when it says neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
