import { createServer } from 'node:net';
import { listenError } from './listen-error.js';

/**
 * Listens for a moment, to tell before a long start that it would be in vain. Throws what the server would throw:
 * `ParleyError` CONNECTION_ERROR that says what to do.
 */
export async function assertCanListen(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (thrown) {
    throw listenError(thrown, host, port);
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
