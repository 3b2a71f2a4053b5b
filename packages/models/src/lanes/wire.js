import { ERRORS, ParleyError } from '@parley/protocol';
export function toWireError(thrown) {
  const error = ParleyError.from(thrown);
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
export function fromWireError(wire) {
  const code = wire.code in ERRORS ? wire.code : 'INTERNAL_ERROR';
  const error = new ParleyError(code, wire.message, { retryable: wire.retryable });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
//# sourceMappingURL=wire.js.map
