import { sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Names in this folder of the build hold a hash of the content, so that what was fetched once holds for ever. */
const HASHED = `${sep}assets${sep}`;
const A_YEAR_S = 365 * 24 * 3600;

/**
 * The built page. Files that lie there compressed as well (`.br`, `.gz`) are sent so to those who take it; nothing is
 * compressed while somebody waits.
 */
export async function addBrowserClient(routes: FastifyInstance, folder: string): Promise<void> {
  await routes.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    preCompressed: true,
    cacheControl: false,
    setHeaders(response, path) {
      response.setHeader('Vary', 'Accept-Encoding');
      response.setHeader(
        'Cache-Control',
        path.includes(HASHED) ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache',
      );
    },
  });
}
