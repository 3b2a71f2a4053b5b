import { Server, type ServerErrorResponse, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { serverCredentials, serverOptions } from '@parley/runtime/grpc';

/** What a fake worker of either kind can be told to do wrong. Absent: everything goes well. */
export interface FakeFailures {
  /** Nothing is answered any more, as by a stopped process. */
  frozen?: boolean;
  /** StartSession fails with this status. */
  refuseStart?: status;
  /** StartSession answers after this. */
  startDelayMs?: number;
}

/** The session bookkeeping and the server that both fakes share. */
export interface FakeServer {
  readonly port: number;
  /** Ids of the sessions that are open. */
  readonly sessions: ReadonlySet<string>;
  /** Most sessions that were ever open at once. */
  readonly mostSessions: number;
  /** How often its models were asked for. */
  readonly listings: number;
  /** All session starts that were asked for, refused ones too. */
  readonly starts: readonly { readonly id: string; readonly model: string; readonly options: object }[];
  /** Cuts every connection at once, as a crash does. */
  kill(): void;
  /** The same, once what was written before has left. */
  die(): void;
  /** Serves again on the same port, without its former sessions. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeServerOptions {
  readonly service: Parameters<Server['addService']>[0];
  readonly failures: FakeFailures;
  /** Sessions it really takes. */
  readonly maxSessions: number;
  readonly capabilities: () => object;
  /** What ListModels answers. Absent: the worker does not have that call. */
  readonly installed?: readonly object[] | undefined;
  readonly handlers: (sessions: ReadonlySet<string>) => UntypedServiceImplementation;
}

type Answer = (error: Partial<ServerErrorResponse> | null, reply?: object) => void;
interface Call {
  readonly request: { session_id: string; model_id: string; options: object };
}

export async function startFakeServer(options: FakeServerOptions): Promise<FakeServer> {
  const { failures } = options;
  const sessions = new Set<string>();
  const starts: { id: string; model: string; options: object }[] = [];
  let mostSessions = 0;
  let listings = 0;
  let server: Server;
  let port = 0;

  const common: UntypedServiceImplementation = {
    StartSession({ request }: Call, answer: Answer) {
      if (failures.frozen) return;
      starts.push({ id: request.session_id, model: request.model_id, options: request.options });
      if (failures.refuseStart !== undefined) {
        answer({ code: failures.refuseStart, details: 'refused by script' });
      } else if (sessions.size >= options.maxSessions) {
        answer({ code: status.RESOURCE_EXHAUSTED, details: 'full' });
      } else {
        sessions.add(request.session_id);
        mostSessions = Math.max(mostSessions, sessions.size);
        setTimeout(() => answer(null, { success: true }), failures.startDelayMs ?? 0);
      }
    },
    EndSession({ request }: Call, answer: Answer) {
      if (failures.frozen) return;
      sessions.delete(request.session_id);
      answer(null, { success: true });
    },
    GetCapabilities(_call: unknown, answer: Answer) {
      if (failures.frozen) return;
      answer(null, options.capabilities());
    },
    Control: unimplemented,
    ListModels(_call: unknown, answer: Answer) {
      listings += 1;
      if (failures.frozen) return;
      if (options.installed === undefined) answer({ code: status.UNIMPLEMENTED });
      else answer(null, { models: options.installed });
    },
    LoadModel: unimplemented,
    UnloadModel: unimplemented,
  };

  async function serve(): Promise<void> {
    server = new Server(serverOptions());
    server.addService(options.service, { ...common, ...options.handlers(sessions) });
    port = await new Promise((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, serverCredentials(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
  }

  function kill(): void {
    server.forceShutdown();
    sessions.clear();
  }

  /** Turns of the event loop, which on a busy machine say more than a time does. */
  function die(turns = 20): void {
    if (turns === 0) kill();
    else setTimeout(() => die(turns - 1), 1);
  }

  await serve();
  return {
    get port() {
      return port;
    },
    get mostSessions() {
      return mostSessions;
    },
    get listings() {
      return listings;
    },
    sessions,
    starts,
    kill,
    die: () => die(),
    restart: serve,
    close() {
      kill();
      return Promise.resolve();
    },
  };
}

function unimplemented(_call: unknown, answer: Answer): void {
  answer({ code: status.UNIMPLEMENTED });
}

/** The registry entry of a fake; tests change what they are about. */
export function fakeEntry(kind: 'tts' | 'asr', name: string, port: number, maxSessions: number) {
  return {
    name,
    kind,
    addr: `grpc://127.0.0.1:${port}`,
    capabilities: fakeCapabilities(maxSessions),
    resident_models: ['fake'],
    metrics: { rtf: 0.1, queue_depth: 0, active_sessions: 0, models_loaded: 1 },
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: Date.now() / 1000,
  };
}

export function fakeCapabilities(maxSessions: number) {
  return {
    streaming: true,
    zero_shot: false,
    lora: false,
    cpu_ok: true,
    languages: ['en'],
    emotive_zero_prompt: false,
    max_concurrent_sessions: maxSessions,
  };
}
