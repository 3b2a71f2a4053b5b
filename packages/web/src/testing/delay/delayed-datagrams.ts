import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';
const LENGTH_BYTES = 2;

/**
 * The half on the page's side: takes datagrams at the address that the page sends to, and hands each sender's on
 * through a Unix socket of its own, `delayMs` later; so with what comes back.
 */
export async function takeDatagrams(port: number, path: string, delayMs: number): Promise<DatagramSocket> {
  const socket = createSocket('udp4');
  const lines = new Map<number, Socket>();
  socket.on('message', (datagram, { port: sender }) => {
    let line = lines.get(sender);
    if (line === undefined) {
      line = connect(path);
      line.on('error', () => lines.delete(sender));
      onDatagrams(line, (answer) => setTimeout(() => socket.send(answer, sender, HOST), delayMs));
      lines.set(sender, line);
    }
    const open = line;
    setTimeout(() => open.write(framed(datagram)), delayMs);
  });
  socket.bind(port, HOST);
  await once(socket, 'listening');
  return socket;
}

/** The half on the servers' side: sends on to `port` what comes through the Unix socket. */
export async function sendDatagrams(path: string, port: number): Promise<Server> {
  const server = createServer((line) => {
    const socket = createSocket('udp4');
    socket.on('message', (answer) => line.writable && line.write(framed(answer)));
    // A server that is gone is what the page is to find out.
    socket.on('error', () => undefined);
    onDatagrams(line, (datagram) => socket.send(datagram, port, HOST));
    line.on('error', () => undefined);
    line.on('close', () => socket.close());
  });
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** A stream keeps no borders: each datagram goes behind its length. */
function framed(datagram: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + datagram.length);
  frame.writeUInt16BE(datagram.length);
  datagram.copy(frame, LENGTH_BYTES);
  return frame;
}

function onDatagrams(line: Socket, listener: (datagram: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  line.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      if (rest.length < LENGTH_BYTES) return;
      const end = LENGTH_BYTES + rest.readUInt16BE();
      if (rest.length < end) return;
      listener(rest.subarray(LENGTH_BYTES, end));
      rest = rest.subarray(end);
    }
  });
}
