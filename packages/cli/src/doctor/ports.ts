import { createServer } from 'node:net';
import type { Finding } from './check.js';

/** Ports that the defaults listen on. */
const PORTS = [
  { port: 8080, use: 'the server', remedy: 'choose another: parley serve --port N' },
  { port: 7001, use: 'a worker that is started alone', remedy: 'choose another: parley worker tts --port N' },
] as const;

export function checkPorts(): Promise<Finding[]> {
  return Promise.all(
    PORTS.map(async ({ port, use, remedy }): Promise<Finding> => {
      const free = await isFree(port);
      return {
        name: `port ${port}`,
        state: free ? 'ok' : 'optional',
        detail: free ? 'free' : `taken; it is the default of ${use}`,
        remedy: free ? '' : remedy,
      };
    }),
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
