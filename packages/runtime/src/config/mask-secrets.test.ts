import { expect, test } from 'vitest';
import { MASK, maskSecrets } from './mask-secrets.js';

test('secrets are masked wherever they hide, counts and durations are not', () => {
  const masked = maskSecrets({
    redis: { url: 'redis://user:hunter2@host:6379/0' },
    livekit: { api_key: 'k', api_secret: 's' },
    auth: { tokens: ['a', 'b'], token_ttl_s: 900, mode: 'open' },
    llm: { max_tokens: 200, api_key: '' },
  });
  expect(masked).toEqual({
    redis: { url: `redis://user:${MASK}@host:6379/0` },
    livekit: { api_key: MASK, api_secret: MASK },
    auth: { tokens: [MASK, MASK], token_ttl_s: 900, mode: 'open' },
    llm: { max_tokens: 200, api_key: '' },
  });
});
