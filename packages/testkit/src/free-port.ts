import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A port that nobody listens on now, for programs that cannot take one themselves. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Different ones. `address` is where they are free. Default: loopback. */
export async function freePorts(count: number, address = '127.0.0.1'): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, address));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
