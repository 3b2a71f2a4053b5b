import { ERRORS } from '../../packages/protocol/dist/index.js';
import { table } from './table.mjs';

/** What whoever meets the code looks at first. */
const ADVICE = {
  INVALID_MESSAGE: 'the message names the field; compare it with [protocol.md](protocol.md)',
  WORKER_UNAVAILABLE: '`/health` (is a worker registered?), then [operations.md](operations.md#workers)',
  SYNTHESIS_FAILED: 'the log of the worker, with the session id of the error',
  SYNTHESIS_DELAYED: 'how busy the machine and the workers are: [operations.md](operations.md#workers)',
  ASR_FAILED: 'the log of the worker, with the session id of the error',
  LLM_FAILED: '`checks.llm` in `/health`, `llm.*` in [configuration.md](configuration.md)',
  LIMIT_EXCEEDED: 'the limits of `session` and `transport.websocket` in [configuration.md](configuration.md)',
  UNAUTHORIZED: 'the token, or the origin of the page: [security.md](security.md)',
  NOT_FOUND: 'the names that are there: `npx parley models list`, `/api/models`, `/api/voices`',
  CONNECTION_ERROR: 'network and proxies: [operations.md](operations.md#websocket)',
  INTERNAL_ERROR: 'a defect: the log has the stack, with the session id',
};

/** docs/errors.md: every code that a client can see, and how it shows on each wire. */
export function errorsPage() {
  const rows = Object.entries(ERRORS).map(([code, entry]) => [
    `\`${code}\``,
    entry.summary,
    entry.retryable ? 'yes' : 'no',
    entry.httpStatus,
    entry.grpcStatus,
    entry.closeCode ?? '',
  ]);
  return `# Error codes

<!-- Written by \`pnpm gen-docs\` from packages/protocol/src/errors.ts. Do not edit. -->

Every error that reaches a client has one of these codes. The code is stable; the message is for people and may change.

- **WebSocket:** \`{"type":"error","code":"…","message":"…"}\`. The connection stays open, unless the row has a close code
  and the error is about the connection itself. \`retry_after_ms\` is there when waiting helps.
- **HTTP:** the status of the row, and \`{"detail":"…","code":"…"}\`. A WebSocket upgrade that is refused is answered the
  same way.
- **gRPC:** the status of the row, and the message.

${table(['code', 'what happened', 'try again?', 'HTTP', 'gRPC', 'close'], rows)}

"Try again" says whether the same request may work later. One error may say otherwise for itself: a port that is in use
is a \`CONNECTION_ERROR\` that no retry mends.

## What to do

${table(['code', 'first thing to look at'], advice())}
`;
}

function advice() {
  return Object.keys(ERRORS).map((code) => {
    if (ADVICE[code] === undefined)
      throw new Error(`no advice for the error code ${code} in ${import.meta.filename}`);
    return [`\`${code}\``, ADVICE[code]];
  });
}
