import { hostname } from 'node:os';

/**
 * Where orchestrators reach the worker, as `grpc://host:port`: what the configuration says, else what it is bound
 * to; a worker bound to all interfaces announces the machine's name, never a wildcard.
 */
export function announcedAddress(boundHost: string, port: number, configured: string | undefined): string {
  if (configured !== undefined && configured !== '') {
    const bare = configured.replace(/^grpc:\/\//, '');
    const hasPort = /^(\[[^\]]*\]|[^:]*):\d+$/.test(bare);
    return `grpc://${hasPort ? bare : `${bracketed(bare)}:${port}`}`;
  }
  const everywhere = boundHost === '' || boundHost === '0.0.0.0' || boundHost === '::';
  return `grpc://${everywhere ? hostname() : bracketed(boundHost)}:${port}`;
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
