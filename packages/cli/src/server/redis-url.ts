/**
 * The URL with the number of its database: `redis.db`, unless the URL names one itself. A URL that cannot be read is
 * left as it is, for the client to complain about.
 */
export function redisUrl(redis: {
  readonly url?: string | undefined;
  readonly db: number;
}): string | undefined {
  if (redis.url === undefined || !URL.canParse(redis.url)) return redis.url;
  const url = new URL(redis.url);
  if (url.pathname !== '' && url.pathname !== '/') return redis.url;
  url.pathname = `/${redis.db}`;
  return url.href;
}
