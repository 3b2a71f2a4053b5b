import { type LoadedConfig, loadConfig } from '@parley/runtime';
import type { WorkerKind } from '@parley/worker';
import { z } from 'zod';
import type { CommandContext } from '../context.js';
import { withRedisUrl } from './redis-variables.js';

const port = z.int().min(0).max(65_535);

/** All of `configs/worker.yaml`. Unknown keys are errors. */
export const workerConfigSchema = z.strictObject({
  adapter: z
    .strictObject({
      /** Family of engines that the worker serves. `mock`: tones, or a script, without a model. */
      type: z.string().min(1).optional(),
      /**
       * Where an external server is and how it wants to be asked: `url`, `model`, `voice`, `sample_rate`,
       * `api_key_env`, `timeout_ms`, `response_format`, `languages`, `options`, `body`, and `models` with any of these.
       * `mock`: `real_time_factor`, `first_audio_delay_ms`, `character_ms`, `frequency_hz`, `amplitude`, `languages`,
       * and `models`; as a recogniser `texts`, `word_ms`, `delay_ms`, `confidence`. `sample_rate: 48000` and
       * `channels: 1` say what the wire has.
       */
      config: z.record(z.string(), z.unknown()).default({}),
    })
    .prefault({}),
  model_manager: z
    .strictObject({
      /** What an empty model id selects. Default: the catalogue's default of the family. */
      default_model_id: z.string().min(1).optional(),
      /** Further models, loaded at start. */
      preload_model_ids: z.array(z.string().min(1)).default([]),
      /** A model that nobody uses is unloaded after this. */
      ttl_ms: z.int().min(100).max(86_400_000).default(600_000),
      /** A model stays at least this long once loaded. Default: 2 min, or `ttl_ms` when that is shorter. */
      min_residency_ms: z.int().min(0).max(86_400_000).optional(),
      /** How often idle models are looked for. Default: 30 s, or half of `ttl_ms` when that is shorter. */
      evict_check_interval_ms: z.int().min(10).max(3_600_000).optional(),
      /** Models in memory at once. */
      resident_cap: z.int().min(1).max(100).default(3),
      /** Models that load at the same time. */
      max_parallel_loads: z.int().min(1).max(16).default(1),
      /** Runs each model once before its first session. */
      warmup_enabled: z.boolean().default(true),
      /** Spoken as warm-up. */
      warmup_text: z.string().min(1).max(1000).default('This is a warmup test.'),
    })
    .prefault({}),
  worker: z
    .strictObject({
      /** Unique among the workers of a system. Default: kind and process id. */
      name: z.string().min(1).max(200).optional(),
      /** Address of the gRPC port. It has no authentication: loopback or a private network. */
      grpc_host: z.string().min(1).default('127.0.0.1'),
      /** 0 takes a free one. */
      grpc_port: port.default(7001),
      /** Address that orchestrators reach it at, where that is not the one it listens on. */
      advertise_addr: z.string().min(1).optional(),
      /** Inference threads, each with its own copy of every model in memory. */
      lanes: z.int().min(1).max(64).default(1),
      capabilities: z
        .strictObject({
          /** Further sessions are refused with RESOURCE_EXHAUSTED. */
          max_concurrent_sessions: z.int().min(1).max(10_000).default(3),
          /** Claims voices from a sample of speech. */
          zero_shot: z.boolean().default(false),
          /** Claims adapters of models. */
          lora: z.boolean().default(false),
          /** Claims to run without a GPU. */
          cpu_ok: z.boolean().default(true),
          /** Claims emotions without a sample. */
          emotive_zero_prompt: z.boolean().default(false),
        })
        .prefault({}),
    })
    .prefault({}),
  audio: z
    .strictObject({
      /** False: voices are as loud as their models make them. */
      normalization_enabled: z.boolean().default(true),
      /** Loudness of all voices that run in the worker (EBU R128), so that a change of voice is no change of loudness. */
      loudness_target_lufs: z.number().min(-40).max(-8).default(-16),
    })
    .prefault({}),
  redis: z
    .strictObject({
      /** Where the worker registers itself. Absent: it does not. */
      url: z.string().min(1).optional(),
      /** Database of Redis, when the URL names none. */
      db: z.int().min(0).max(15).default(0),
      /** The key of the entry begins with this; the orchestrator's must be the same. */
      worker_key_prefix: z.string().default('worker:'),
      /** How long the entry outlives its last heartbeat. */
      registration_ttl_seconds: z.int().min(5).max(3600).default(30),
      /** At most half of the former counts. */
      heartbeat_interval_seconds: z.int().min(1).max(300).default(10),
    })
    .prefault({}),
  /** PEM files. cert and key: TLS; ca as well: only clients that show a certificate signed by it. */
  tls: z
    .strictObject({
      /** Only clients whose certificate it has signed may connect. */
      ca: z.string().min(1).optional(),
      /** Certificate of the worker. */
      cert: z.string().min(1).optional(),
      /** Its key. */
      key: z.string().min(1).optional(),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      /** False: no metrics port. */
      enabled: z.boolean().default(true),
      /** Serves `/metrics` on the same host as gRPC; 0 takes a free one. */
      prometheus_port: port.default(9090),
    })
    .prefault({}),
  logging: z
    .strictObject({
      /** trace, debug, info, warn, error, fatal or silent. */
      level: z.string().default('info'),
      /** `json`: one object a line. `pretty`: for a terminal. */
      format: z.enum(['json', 'pretty']).default('json'),
    })
    .prefault({}),
});

export type WorkerConfig = z.infer<typeof workerConfigSchema>;

/** Environment variables that set a key of `WorkerConfig`. */
export const WORKER_VARIABLES: Readonly<Record<string, string>> = {
  ADAPTER_TYPE: 'adapter.type',
  DEFAULT_MODEL_ID: 'model_manager.default_model_id',
  DEFAULT_MODEL: 'model_manager.default_model_id',
  PRELOAD_MODEL_IDS: 'model_manager.preload_model_ids',
  TTL_MS: 'model_manager.ttl_ms',
  MIN_RESIDENCY_MS: 'model_manager.min_residency_ms',
  RESIDENT_CAP: 'model_manager.resident_cap',
  MAX_PARALLEL_LOADS: 'model_manager.max_parallel_loads',
  WORKER_NAME: 'worker.name',
  WORKER_GRPC_HOST: 'worker.grpc_host',
  WORKER_GRPC_PORT: 'worker.grpc_port',
  TTS_WORKER_PORT: 'worker.grpc_port',
  MAX_CONCURRENT_SESSIONS: 'worker.capabilities.max_concurrent_sessions',
  REDIS_URL: 'redis.url',
  WORKER_ADVERTISE_ADDR: 'worker.advertise_addr',
  METRICS_ENABLED: 'metrics.enabled',
  WORKER_METRICS_PORT: 'metrics.prometheus_port',
  LOG_LEVEL: 'logging.level',
  LOG_FORMAT: 'logging.format',
};

/** Options of the command line that set a key. */
export interface WorkerFlags {
  readonly config?: string;
  readonly adapter?: string;
  readonly defaultModel?: string;
  readonly preload?: readonly string[];
  readonly port?: string;
  readonly logLevel?: string;
}

/** What is in force for a worker: command line over environment over file over default. Throws `ConfigError`. */
export function loadWorkerConfig(
  context: CommandContext,
  kind: WorkerKind,
  flags: WorkerFlags,
): LoadedConfig<WorkerConfig> {
  const { TTS_WORKER_PORT: _, ...withoutTtsPort } = WORKER_VARIABLES;
  return loadConfig({
    schema: workerConfigSchema,
    file: flags.config,
    env: withRedisUrl(context.env),
    variables: kind === 'tts' ? WORKER_VARIABLES : withoutTtsPort,
    overrides: {
      'adapter.type': flags.adapter,
      'model_manager.default_model_id': flags.defaultModel,
      'model_manager.preload_model_ids': flags.preload?.flatMap((ids) => ids.split(',')),
      'worker.grpc_port': flags.port,
      'logging.level': flags.logLevel,
    },
  });
}
