import { join } from 'node:path';
import { takeDatagrams } from './delayed-datagrams.js';
import { relayStreams } from './delayed-stream.js';

/** What of the servers the page can reach; the process runs in the page's network. */
export interface PageSide {
  /** Holds `PORT.sock` for each port. */
  readonly folder: string;
  readonly streamPorts: readonly number[];
  readonly datagramPorts: readonly number[];
  readonly delayMs: number;
}

const { folder, streamPorts, datagramPorts, delayMs } = JSON.parse(process.argv[2] ?? '') as PageSide;
const pathOf = (port: number) => join(folder, `${port}.sock`);
for (const port of streamPorts)
  await relayStreams({ port, host: '127.0.0.1' }, { path: pathOf(port) }, delayMs);
for (const port of datagramPorts) await takeDatagrams(port, pathOf(port), delayMs);
process.stdout.write('ready\n');
process.stdin.on('end', () => process.exit()).resume();
