import { isIP } from 'node:net';

/** The words that stand for networks in `X-Forwarded-For` handling (proxy-addr, as Fastify uses it). */
const NAMED = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Whether a text names addresses: `10.1.2.3`, `fd00::/8`, `uniquelocal`. */
export function isNetwork(text: string): boolean {
  if (NAMED.has(text)) return true;
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
