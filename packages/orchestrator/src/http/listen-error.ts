import { ParleyError } from '@parley/protocol';

/** Why a server cannot listen, and what to do about it. */
export function listenError(thrown: unknown, host: string, port: number): ParleyError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const remedy = 'with --port, PARLEY_PORT or transport.websocket.port';
  if (code === 'EADDRINUSE') {
    return new ParleyError(
      'CONNECTION_ERROR',
      `Port ${port} on ${host} is in use. Stop the program that has it, or choose another port ${remedy}.`,
      { cause: thrown, retryable: false },
    );
  }
  if (code === 'EACCES') {
    return new ParleyError(
      'CONNECTION_ERROR',
      `Port ${port} needs more rights. Choose one above 1023 ${remedy}.`,
      {
        cause: thrown,
        retryable: false,
      },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ParleyError(
      'CONNECTION_ERROR',
      `This machine has no address ${host}. Change PARLEY_HOST or transport.websocket.host.`,
      { cause: thrown, retryable: false },
    );
  }
  return ParleyError.from(thrown, 'CONNECTION_ERROR');
}
