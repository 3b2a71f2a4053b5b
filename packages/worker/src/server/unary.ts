import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import { toGrpcStatus } from '@parley/runtime/grpc';

/** A unary handler out of a function: what it returns is the answer, what it throws becomes a gRPC status. */
export function unary<Request, Response>(
  answer: (request: Request, peer: string) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (thrown) => callback(toGrpcStatus(thrown)),
      );
  };
}
