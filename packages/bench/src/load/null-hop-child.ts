// Answers every small message with as many bytes as a grant of frames has, over bare HTTP/2: what sockets and machine
// add to the hop by themselves. Forked by `null-hop.ts`.
import { createServer } from 'node:http2';
import { NULL_MESSAGE_BYTES } from './null-hop.js';

const server = createServer();
server.on('stream', (stream) => {
  stream.respond();
  stream.on('data', () => {
    const message = Buffer.alloc(NULL_MESSAGE_BYTES);
    // The moment of writing, on the clock that all processes of a machine share.
    message.writeBigInt64LE(process.hrtime.bigint());
    stream.write(message);
  });
  stream.on('error', () => undefined);
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
