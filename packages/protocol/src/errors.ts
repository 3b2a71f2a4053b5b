/** How an error shows on each wire, and whether the same request may work later. */
export interface ErrorEntry {
  /** What happened, for the reference page. */
  readonly summary: string;
  readonly retryable: boolean;
  readonly httpStatus: number;
  /** Name of the gRPC status. */
  readonly grpcStatus: string;
  /** WebSocket close code, where the error ends the connection. */
  readonly closeCode?: number;
}

/** Every error code that a client can see. `docs/errors.md` is generated from this table. */
export const ERRORS = {
  INVALID_MESSAGE: {
    summary: 'The message is not JSON, has an unknown type or field, a wrong value, or is too long.',
    retryable: false,
    httpStatus: 400,
    grpcStatus: 'INVALID_ARGUMENT',
  },
  WORKER_UNAVAILABLE: {
    summary:
      'No worker can serve this now: none is registered, all are full, or none has the language or model.',
    retryable: true,
    httpStatus: 503,
    grpcStatus: 'UNAVAILABLE',
  },
  SYNTHESIS_FAILED: {
    summary: 'A worker could not speak the text.',
    retryable: true,
    httpStatus: 502,
    grpcStatus: 'INTERNAL',
  },
  SYNTHESIS_DELAYED: {
    summary:
      'Nothing of a reply has sounded for 850 ms, and it is not known to have failed. It goes on, or another error follows.',
    retryable: true,
    httpStatus: 503,
    grpcStatus: 'UNAVAILABLE',
  },
  ASR_FAILED: {
    summary: 'Speech was heard but could not be recognised.',
    retryable: true,
    httpStatus: 502,
    grpcStatus: 'INTERNAL',
  },
  LLM_FAILED: {
    summary: 'The responder gave no answer.',
    retryable: true,
    httpStatus: 502,
    grpcStatus: 'INTERNAL',
  },
  LIMIT_EXCEEDED: {
    summary: 'A limit on size, rate, duration or count was reached.',
    retryable: true,
    httpStatus: 429,
    grpcStatus: 'RESOURCE_EXHAUSTED',
    closeCode: 1013,
  },
  UNAUTHORIZED: {
    summary: 'A valid token is needed.',
    retryable: false,
    httpStatus: 401,
    grpcStatus: 'UNAUTHENTICATED',
    closeCode: 1008,
  },
  NOT_FOUND: {
    summary: 'The session, model or voice that was named does not exist.',
    retryable: false,
    httpStatus: 404,
    grpcStatus: 'NOT_FOUND',
  },
  CONNECTION_ERROR: {
    summary: 'The connection broke.',
    retryable: true,
    httpStatus: 502,
    grpcStatus: 'UNAVAILABLE',
    closeCode: 1011,
  },
  INTERNAL_ERROR: {
    summary: 'A fault in the server. It is logged with the session id.',
    retryable: true,
    httpStatus: 500,
    grpcStatus: 'INTERNAL',
    closeCode: 1011,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error class that crosses package borders: a stable code, a message for people, and a cause. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** When trying again may help, in ms from then. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.retryable = options.retryable ?? ERRORS[code].retryable;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Wraps whatever was thrown; a `ParleyError` comes back unchanged. */
  static from(thrown: unknown, code: ErrorCode = 'INTERNAL_ERROR'): ParleyError {
    if (thrown instanceof ParleyError) return thrown;
    return new ParleyError(code, thrown instanceof Error ? thrown.message : String(thrown), {
      cause: thrown,
    });
  }
}
