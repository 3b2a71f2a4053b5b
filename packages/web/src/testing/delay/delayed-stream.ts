import { once } from 'node:events';
import {
  connect,
  createServer,
  type ListenOptions,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** Listens, and joins each connection to one of its own: everything arrives `delayMs` later, in order, both ways. */
export async function relayStreams(
  listen: ListenOptions,
  target: NetConnectOpts,
  delayMs: number,
): Promise<Server> {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ noDelay: true, allowHalfOpen: true, ...target });
    handOn(near, far, delayMs);
    handOn(far, near, delayMs);
  });
  server.listen(listen);
  await once(server, 'listening');
  return server;
}

function handOn(from: Socket, to: Socket, delayMs: number): void {
  // Timers of one length fire in the order in which they were set.
  from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}
