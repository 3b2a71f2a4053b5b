import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { ConnectionInjector } from '@grpc/grpc-js';
import { ParleyError } from '@parley/protocol';

/** The listening socket of a worker. Owns the connections that it accepted. */
export interface Connections {
  readonly port: number;
  /** Called with `address:port` of a connection that is gone, as `getPeer()` of its calls named it. */
  onLost(listener: (peer: string) => void): void;
  /** Accepts no more connections; those that are open stay. */
  stopListening(): void;
  close(): Promise<void>;
}

/**
 * Listens and hands connections to the gRPC server. grpc-js can listen by itself, but it tells nobody when a client
 * is gone, and a session whose client died must not keep its slot.
 */
export async function listen(host: string, port: number, injector: ConnectionInjector): Promise<Connections> {
  const sockets = new Set<Socket>();
  const listeners: ((peer: string) => void)[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      for (const listener of listeners) listener(peer);
    });
    injector.injectConnection(socket);
  });
  await bind(server, host, port);
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new ParleyError('INTERNAL_ERROR', 'no port was bound');

  let closing: Promise<void> | undefined;
  const stop = () => {
    closing ??= new Promise<void>((resolve) => server.close(() => resolve()));
    return closing;
  };
  return {
    port: address.port,
    onLost: (listener) => void listeners.push(listener),
    stopListening: () => void stop(),
    async close() {
      const closed = stop();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function bind(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'the port is taken: choose another with worker.grpc_port'
          : error.message;
      reject(
        new ParleyError('INTERNAL_ERROR', `cannot listen on ${host}:${port}: ${reason}`, { cause: error }),
      );
    });
    server.listen(port, host, resolve);
  });
}
