import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EngineModel } from '../tts-engine.js';

/** A server on the loopback that behaves as a test says. */
export interface TestServer {
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

export async function startTestServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** s16le at 24 kHz: 60 ms of a tone for each character. */
export function pcmFor(text: string): Buffer {
  const samples = Int16Array.from({ length: text.length * 1440 }, (_, i) => 9000 * Math.sin(i / 9));
  return Buffer.from(samples.buffer);
}

export function externalModel(family: string, settings: Record<string, unknown>, id = 'test'): EngineModel {
  return { id, family, directory: undefined, languages: ['en'], settings };
}
