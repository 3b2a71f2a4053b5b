import type { CallOptions, Client, ServiceError } from '@grpc/grpc-js';

/** What TTS and ASR workers have in common on the wire, as far as the orchestrator uses it. */
export interface WorkerClient extends Client {
  StartSession(
    request: StartSessionRequest,
    options: CallOptions,
    callback: Callback<StartSessionReply>,
  ): unknown;
  EndSession(request: { session_id: string }, options: CallOptions, callback: Callback<unknown>): unknown;
  GetCapabilities(request: object, options: CallOptions, callback: Callback<CapabilitiesReply>): unknown;
  ListModels(request: object, options: CallOptions, callback: Callback<ListModelsReply>): unknown;
}

type Callback<T> = (error: ServiceError | null, reply?: T) => void;

export interface StartSessionRequest {
  session_id: string;
  model_id: string;
  options: Record<string, string>;
}

export interface StartSessionReply {
  readonly success: boolean;
  readonly message: string;
}

export interface CapabilitiesReply {
  readonly capabilities: {
    readonly streaming: boolean;
    readonly zero_shot: boolean;
    readonly lora: boolean;
    readonly cpu_ok: boolean;
    readonly languages: readonly string[];
    readonly emotive_zero_prompt: boolean;
    readonly max_concurrent_sessions: number;
  } | null;
  readonly resident_models: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
}

export interface ListModelsReply {
  readonly models: readonly {
    readonly model_id: string;
    readonly is_loaded: boolean;
    readonly languages: readonly string[];
  }[];
}

/** The calls with a deadline each. They reject with gRPC's own `ServiceError`. */
export function startSession(
  client: WorkerClient,
  request: StartSessionRequest,
  timeoutMs: number,
): Promise<StartSessionReply> {
  return answer((callback) => client.StartSession(request, { deadline: deadline(timeoutMs) }, callback));
}

export function endSession(client: WorkerClient, sessionId: string, timeoutMs: number): Promise<unknown> {
  return answer((callback) =>
    client.EndSession({ session_id: sessionId }, { deadline: deadline(timeoutMs) }, callback),
  );
}

export function getCapabilities(client: WorkerClient, timeoutMs: number): Promise<CapabilitiesReply> {
  return answer((callback) => client.GetCapabilities({}, { deadline: deadline(timeoutMs) }, callback));
}

export function listModels(client: WorkerClient, timeoutMs: number): Promise<ListModelsReply> {
  return answer((callback) => client.ListModels({}, { deadline: deadline(timeoutMs) }, callback));
}

/** gRPC takes deadlines as wall time only. */
function deadline(timeoutMs: number): number {
  return Date.now() + timeoutMs;
}

function answer<T>(call: (callback: Callback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, reply) => {
      if (error !== null) reject(error);
      else if (reply === undefined) reject(new Error('the worker answered nothing'));
      else resolve(reply);
    });
  });
}
