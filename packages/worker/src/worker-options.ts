import type { EngineModel } from '@parley/engines';
import type { ExecutionProvider } from '@parley/models';
import type { Logger, SystemClock } from '@parley/runtime';
import type { TlsFiles } from '@parley/runtime/grpc';

export type WorkerKind = 'tts' | 'asr';

/** Everything a worker process needs to know. Only `kind`, `defaultModelId` and where models are have no default. */
export interface WorkerOptions {
  readonly kind: WorkerKind;
  /** Unique among the workers of a system. Default: kind and process id. */
  readonly name?: string | undefined;
  /** Families of engines that it may load. Default: any that the engines package has. */
  readonly families?: readonly string[] | undefined;
  /** What an empty `model_id` selects; loaded at start. */
  readonly defaultModelId: string;
  /** Loaded at start as well; one that fails is logged and left out. Default none. */
  readonly preloadModelIds?: readonly string[] | undefined;
  readonly modelManager?: Partial<ModelManagerSettings> | undefined;
  /** Where models come from. Default: the model store in `modelsDirectory`. */
  readonly models?: ModelSource | undefined;
  /** Read anew for RELOAD. Default: `models`, or the model store with its catalogue. */
  readonly reloadModels?: (() => Promise<ModelSource>) | undefined;
  /** Folder of the model store (`modelsDirectory(env)` of the models package); not needed with `models`. */
  readonly modelsDirectory?: string | undefined;
  /** Default 127.0.0.1. */
  readonly grpcHost?: string | undefined;
  /** 0 takes any free port. Default 0. */
  readonly grpcPort?: number | undefined;
  /** `host` or `host:port` that orchestrators reach it at. Default: from what it is bound to. */
  readonly advertiseAddr?: string | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Inference threads, each with its own copy of every resident model. Default 1. */
  readonly lanes?: number | undefined;
  /** Sessions beyond this are refused with RESOURCE_EXHAUSTED. Default 3. */
  readonly maxConcurrentSessions?: number | undefined;
  /** What the registry and `GetCapabilities` say beside what is measured. */
  readonly capabilities?: Partial<DeclaredCapabilities> | undefined;
  /** Shown in the registry: gpu, vram_gb, cuda_visible_devices, execution_provider. */
  readonly hardware?: Readonly<Record<string, string>> | undefined;
  /** What nets shall run on where there is a choice; a model that cannot runs on the CPU. Default `cpu`. */
  readonly executionProvider?: ExecutionProvider | undefined;
  /** Loudness of the voices of the model store, in LUFS; `off`: as the model made them. Default: that of each model, −16. */
  readonly targetLufs?: number | 'off' | undefined;
  /** A session without a running call ends this long after its last client's connection was lost. Default 5 s. */
  readonly clientLossGraceMs?: number | undefined;
  /** A session that nobody uses ends after this. Default 10 min. */
  readonly sessionIdleTimeoutMs?: number | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: SystemClock | undefined;
  /** Called for every frame as it is written, for measuring. */
  readonly onFrame?: FrameListener | undefined;
}

/** `madeAtMs`: when the lane had made the frame, as `performance.timeOrigin + performance.now()`. */
export type FrameListener = (sessionId: string, sequence: number, madeAtMs: number) => void;

/** What a worker claims about its engines; the rest of its capabilities it knows by itself. */
export interface DeclaredCapabilities {
  readonly zero_shot: boolean;
  readonly lora: boolean;
  readonly cpu_ok: boolean;
  readonly emotive_zero_prompt: boolean;
  /** Default: the languages of the models it serves. */
  readonly languages: readonly string[];
}

/** When models are loaded and unloaded. */
export interface ModelManagerSettings {
  /** An idle model is unloaded after this, the default one included. Default 10 min. */
  readonly ttlMs: number;
  /** Models in memory at once. Default 3. */
  readonly residentCap: number;
  /**
   * A model stays at least this long once loaded; only a load that finds no other room cuts it short.
   * Default 2 min, or `ttlMs` when that is shorter.
   */
  readonly minResidencyMs: number;
  /** How often idle models are looked for. Default 30 s, or half of `ttlMs` when that is shorter. */
  readonly evictCheckIntervalMs: number;
  /** Default 1. */
  readonly maxParallelLoads: number;
  /** Runs each model once before its first session. Default true. */
  readonly warmupEnabled: boolean;
  /** Spoken as warm-up. Default "This is a warmup test." */
  readonly warmupText: string;
}

/** Models that can be loaded on this machine. */
export interface ModelSource {
  /** Throws `ParleyError` NOT_FOUND that names the id. */
  resolve(id: string): Promise<EngineModel>;
  /** Models that `resolve` would find. */
  list(): Promise<readonly EngineModel[]>;
}
