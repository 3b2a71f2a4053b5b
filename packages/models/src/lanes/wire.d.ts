import { type ErrorCode, ParleyError } from '@parley/protocol';
/** What the owner of a lane posts to its thread. */
export type ToLane =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly method: string;
      readonly payload: unknown;
      readonly aborted?: WireError;
    }
  | {
      readonly kind: 'message';
      readonly id: number;
      readonly message: unknown;
    }
  | {
      readonly kind: 'abort';
      readonly id: number;
      readonly reason: WireError;
    }
  | {
      readonly kind: 'stop';
    };
/** What the thread of a lane posts to its owner. */
export type FromLane =
  | {
      readonly kind: 'message';
      readonly id: number;
      readonly message: unknown;
    }
  | {
      readonly kind: 'result';
      readonly id: number;
      readonly value: unknown;
    }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly error: WireError;
    };
/** An error as it crosses the thread border: structured cloning would lose the class and the code. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly stack?: string;
}
export declare function toWireError(thrown: unknown): WireError;
export declare function fromWireError(wire: WireError): ParleyError;
//# sourceMappingURL=wire.d.ts.map
