import type { Environment } from '@parley/runtime';

/**
 * The environment with a `REDIS_URL` made of `REDIS_HOST`, `REDIS_PORT` (6379), `REDIS_DB` (0) and `REDIS_PASSWORD`, where
 * a host is named and no URL is.
 */
export function withRedisUrl(env: Environment): Environment {
  const { REDIS_URL: url, REDIS_HOST: host, REDIS_PORT: port, REDIS_DB: db, REDIS_PASSWORD: password } = env;
  if ((url ?? '') !== '' || (host ?? '') === '') return env;
  const access = (password ?? '') === '' ? '' : `:${encodeURIComponent(password ?? '')}@`;
  return { ...env, REDIS_URL: `redis://${access}${host}:${numberOr(port, '6379')}/${numberOr(db, '0')}` };
}

/** Kubernetes sets `REDIS_PORT=tcp://…` beside a service of that name. */
function numberOr(text: string | undefined, fallback: string): string {
  return /^\d+$/.test(text ?? '') ? String(text) : fallback;
}
