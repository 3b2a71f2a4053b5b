import { readFileSync } from 'node:fs';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';
import { ParleyError } from '@parley/protocol';

/**
 * PEM files for gRPC between orchestrator and workers. On a server `cert` and `key` turn TLS on and `ca` demands
 * a client certificate signed by it (mutual TLS). On a client `ca` verifies the server (default: the system's
 * roots), and `cert` with `key` is what it shows of itself.
 */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Credentials of a channel. Without files: plain text. Throws `ParleyError` naming a file that cannot be read. */
export function channelCredentials(tls?: TlsFiles): ChannelCredentials {
  if (tls === undefined || isEmpty(tls)) return ChannelCredentials.createInsecure();
  const pair = keyPair(tls);
  return ChannelCredentials.createSsl(
    readOptional(tls.ca),
    pair?.private_key ?? null,
    pair?.cert_chain ?? null,
  );
}

/** Credentials of a server. Without files: plain text. Throws `ParleyError` naming what is missing. */
export function serverCredentials(tls?: TlsFiles): ServerCredentials {
  if (tls === undefined || isEmpty(tls)) return ServerCredentials.createInsecure();
  const pair = keyPair(tls);
  if (pair === undefined)
    throw new ParleyError('INTERNAL_ERROR', 'TLS on a server needs tls.cert and tls.key');
  return ServerCredentials.createSsl(readOptional(tls.ca), [pair], tls.ca !== undefined);
}

function isEmpty(tls: TlsFiles): boolean {
  return tls.ca === undefined && tls.cert === undefined && tls.key === undefined;
}

function keyPair(tls: TlsFiles): { private_key: Buffer; cert_chain: Buffer } | undefined {
  if (tls.cert === undefined && tls.key === undefined) return undefined;
  if (tls.cert === undefined || tls.key === undefined) {
    throw new ParleyError('INTERNAL_ERROR', 'tls.cert and tls.key go together: one of them is missing');
  }
  return { private_key: read(tls.key), cert_chain: read(tls.cert) };
}

function readOptional(path: string | undefined): Buffer | null {
  return path === undefined ? null : read(path);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new ParleyError('INTERNAL_ERROR', `cannot read the TLS file ${path}`, { cause: thrown });
  }
}
