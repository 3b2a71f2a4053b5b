import { z } from 'zod';

/** Every field of a section has a default, so that the section may be left out. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).prefault({} as never);
}

/** Text from the environment to what it means. */
function flagOrAuto(value: boolean | string): boolean | 'auto' {
  return value === 'auto' ? value : value === true || value === 'true';
}

const websocket = section({
  /** False: no WebSocket; the port still serves health, metrics and LiveKit. */
  enabled: z.boolean().default(true),
  /** Address of the one port. Other than loopback it needs tokens, or `auth.mode: open`. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.int().min(0).max(65_535).default(8080),
  /** The next upgrade is answered with HTTP 503. */
  max_connections: z.int().min(1).max(100_000).default(100),
  /** Frames of 20 ms that a worker may make ahead of playout. */
  frame_queue_size: z.int().min(5).max(500).default(50),
});

const livekit = section({
  /** False: nothing of LiveKit is loaded. */
  enabled: z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .transform((value) => value === true || value === 'true')
    .default(false),
  /** Where this server finds LiveKit. */
  url: z.url({ protocol: /^(wss?|https?)$/ }).default('ws://localhost:7880'),
  /** Where browsers find it. Default: made from `url` and the page's own address. */
  public_url: z.url({ protocol: /^wss?$/ }).optional(),
  /** Key of the LiveKit server. */
  api_key: z.string().min(1).default('devkey'),
  /** At least 32 characters. The default is for development, and LiveKit's own container has the same. */
  api_secret: z.string().min(1).default('parley-development-secret-not-for-production'),
  /** Rooms whose name begins with this and a dash get an agent. */
  room_prefix: z.string().min(1).max(100).default('tts-session'),
  /** How often LiveKit is asked for rooms; its webhook makes the agent come sooner. */
  poll_interval_ms: z.int().min(100).max(60_000).default(1000),
  /** A further room is told that all places are taken. */
  max_rooms: z.int().min(1).max(10_000).default(100),
  /** Rooms that share a process: about 20 take six tenths of a core. */
  rooms_per_process: z.int().min(1).max(100).default(20),
  /** How long the token of `/api/connection-details` opens its room. */
  access_ttl_seconds: z.int().min(60).max(86_400).default(900),
  /** Calls of `/api/connection-details` that one address may make. */
  connection_details_per_minute: z.int().min(1).max(10_000).default(30),
});

const playback = section({
  /** How far sent audio leads the clock; a client without `events` plays that much on after a stop. */
  lead_ms: z.int().min(20).max(500).default(60),
  /** Ceiling of the former. */
  max_lead_ms: z.int().min(20).max(1000).default(100),
});

const session = section({
  /** Silence on both sides that ends the session. */
  idle_timeout_seconds: z.number().min(10).max(3600).default(300),
  /** Ends the session, however busy it is. */
  max_session_duration_seconds: z.number().min(60).max(14_400).default(3600),
  /** Texts and spoken turns; the next one ends the session. */
  max_messages_per_session: z.int().min(1).max(1000).default(100),
  /** Pieces of text that may wait to be spoken. */
  max_queued_texts: z.int().min(1).max(1000).default(100),
});

const vad = section({
  /** False: microphone audio is ignored. */
  enabled: z.boolean().default(true),
  /** `energy` needs no model. */
  engine: z.enum(['silero', 'energy']).default('silero'),
  /** 0 hears most, 3 least: the speech probability that counts is 0.3, 0.4, 0.5, 0.7. */
  aggressiveness: z.int().min(0).max(3).default(2),
  /** Speech shorter than this starts no turn. */
  min_speech_duration_ms: z.int().min(0).max(2000).default(100),
  /** Silence that ends a turn when no end-of-turn model runs; with one, see `turn`. */
  min_silence_duration_ms: z.int().min(50).max(5000).default(300),
  /** Audio kept from before the speech began. */
  pre_roll_ms: z.int().min(0).max(2000).default(500),
  /** Counts windows no louder than the background as silence. `auto`: with the energy engine only. */
  noise_gate: section({
    /** `auto`: with the energy engine only. */
    enabled: z
      .union([z.boolean(), z.enum(['auto', 'true', 'false'])])
      .transform(flagOrAuto)
      .default('auto'),
    /** Windows that the floor is learnt from. */
    window_size: z.int().min(10).max(10_000).default(100),
    /** Share of those windows that lies below the floor. */
    percentile: z.number().min(0.01).max(0.99).default(0.25),
    /** Speech is louder than the floor times this. */
    threshold_multiplier: z.number().min(1).max(20).default(2.5),
    /** Least RMS that counts as speech, in 16-bit units. */
    min_threshold: z.number().min(0).max(10_000).default(200),
    /** How often the floor is learnt anew, in windows. */
    update_interval_frames: z.int().min(1).max(1000).default(10),
  }),
  /** Makes the energy engine harder to trigger while the agent speaks. */
  state_aware_gating: z.boolean().default(true),
  state_multipliers: section({
    /** Factor while the agent speaks. */
    speaking: z.number().min(0.1).max(10).default(2),
    /** Factor while it listens. */
    listening: z.number().min(0.1).max(10).default(1),
    /** Factor while the reply is held. */
    barged_in: z.number().min(0.1).max(10).default(1.2),
  }),
});

const turn = section({
  /** False: turns end by silence alone. */
  end_of_turn_model: z.boolean().default(true),
  /** Silence after which the end-of-turn model is asked. */
  min_silence_ms: z.int().min(50).max(5000).default(200),
  /** Silence after which the turn ends whatever the model says. */
  max_silence_ms: z.int().min(200).max(10_000).default(1200),
  /** Probability from which the model counts as "finished". */
  end_of_turn_threshold: z.number().min(0).max(1).default(0.5),
  /** Silence after which recognition and the answer start on the likely end of the turn. */
  speculate_after_ms: z.int().min(32).max(5000).default(64),
  /** True: English words that trail off ("and…", "um") wait for the longest silence. */
  continuation_detection: z.boolean().default(false),
  /** Turns end by `commit` alone. */
  push_to_talk: z.boolean().default(false),
});

const bargeIn = section({
  /** `pause-first`: hold at once, decide while silent. `confirm-first`: play on until it is certain. `off`: never stop. */
  strategy: z.enum(['pause-first', 'confirm-first', 'off']).default('pause-first'),
  /** `auto`: words decide. `resume`: always go on. `replace`: always stop. `off`: as strategy `off`. */
  policy: z.enum(['auto', 'resume', 'replace', 'off']).default('auto'),
  /** Speech probability that holds the reply. */
  pause_threshold: z.number().min(0).max(1).default(0.4),
  /** Consecutive windows of 32 ms at or above it. */
  pause_windows: z.int().min(1).max(50).default(1),
  /** Speech that long means it, words or not. */
  confirm_speech_ms: z.int().min(100).max(10_000).default(1000),
  /** Silence after which a hold without words is resumed. */
  resume_after_silence_ms: z.int().min(50).max(5000).default(200),
  /** A hold with neither speech nor verdict is resumed after this. */
  resume_timeout_ms: z.int().min(100).max(30_000).default(2000),
  /** Words that do not interrupt, per language; a language that is named replaces its built-in list. */
  backchannels: z.record(z.string(), z.array(z.string().min(1))).default({}),
});

const asr = section({
  /** `auto`: used when an ASR worker is registered. */
  enabled: z
    .union([z.boolean(), z.enum(['auto', 'true', 'false'])])
    .transform(flagOrAuto)
    .default('auto'),
  /** Model of the catalogue; absent: the worker's default. */
  model: z.string().min(1).optional(),
  /** Language of sessions that name none. `auto` leaves it to the model. */
  language: z.string().min(2).max(35).default('en'),
  /** Longer speech is cut into turns. */
  buffer_max_duration_s: z.number().min(1).max(300).default(30),
});

const routing = section({
  /** `static` uses the worker addresses below alone. */
  mode: z.enum(['registry', 'static']).default('registry'),
  /** Which of the fitting workers; `queue_depth` is another name of `least_loaded`. */
  load_balance_strategy: z
    .enum(['round_robin', 'least_loaded', 'queue_depth', 'least_latency', 'random', 'weighted'])
    .default('least_loaded'),
  /** A session stays with its worker. */
  affinity_enabled: z.boolean().default(true),
  /** How long it does without being used. */
  affinity_ttl_s: z.int().min(1).max(86_400).default(3600),
  /** A worker counts as healthy while its heartbeat is younger than twice this. */
  health_check_interval_s: z.number().min(1).max(3600).default(30),
  /** Workers that hold the model come first. */
  prefer_resident_models: z.boolean().default(true),
  /** Synonym of `workers.tts_worker_url`. */
  static_worker_addr: z.string().min(1).optional(),
});

const workers = section({
  /** A further candidate, used when the registry has no match: `grpc://host:port`. */
  tts_worker_url: z.string().min(1).optional(),
  /** The same for recognition. */
  asr_worker_url: z.string().min(1).optional(),
});

const redis = section({
  /** Absent: registry, cache and jobs live in this process. */
  url: z.string().min(1).optional(),
  /** Database of Redis, when the URL names none. */
  db: z.int().min(0).max(15).default(0),
  /** Keys of workers begin with this. */
  worker_key_prefix: z.string().default('worker:'),
  /** How long a worker counts without a heartbeat. */
  worker_ttl_seconds: z.int().min(5).max(3600).default(30),
});

/** PEM files for the connections to workers: `ca` verifies them, `cert` and `key` are shown to them (mutual TLS). */
const tls = section({
  /** PEM file that workers' certificates are verified with. Absent: no TLS. */
  ca: z.string().min(1).optional(),
  /** PEM file of the certificate that is shown to workers (mutual TLS). */
  cert: z.string().min(1).optional(),
  /** PEM file of its key. */
  key: z.string().min(1).optional(),
});

const llm = section({
  /** `openai` is anything that speaks the OpenAI API; `llama` runs in a process of this server. */
  provider: z.enum(['none', 'ollama', 'openai', 'llama']).default('none'),
  /** Anything that speaks the OpenAI API. Default: that of the provider. */
  base_url: z.string().min(1).optional(),
  /** Default: that of the provider. */
  model: z.string().min(1).optional(),
  /** Sent as bearer token. */
  api_key: z.string().min(1).optional(),
  /** Who the agent is and how it speaks. */
  system_prompt: z.string().max(20_000).optional(),
  /** As the OpenAI API has it. */
  temperature: z.number().min(0).max(2).default(0.7),
  /** Longest answer. */
  max_tokens: z.int().min(1).max(100_000).default(500),
  /** An answer that takes longer to begin has failed. */
  timeout_ms: z.int().min(100).max(600_000).default(30_000),
});

const agent = section({
  /** What typed text means unless its message says so: `agent` answers it, `legacy` speaks it as given.
   * `auto`: `agent` when an LLM is configured, else `legacy`. */
  mode: z.enum(['auto', 'agent', 'legacy']).default('auto'),
  /** Spoken when a session begins in agent mode; empty for none. */
  greeting: z.string().max(2000).default("Hello! I'm your voice assistant. How can I help you today?"),
});

const auth = section({
  /** `auto`: open on loopback, tokens elsewhere. `token`: tokens everywhere. `open`: no tokens anywhere. */
  mode: z.enum(['auto', 'token', 'open']).default('auto'),
  /** Bearer tokens of clients. */
  tokens: z.array(z.string().min(1)).default([]),
  /** Also opens the operators' pages. */
  admin_token: z.string().min(1).optional(),
  /** Origins other than the server's own that a browser may connect from (`https://app.example`, or `*`). */
  allowed_origins: z.array(z.string().min(1)).default([]),
});

/** Name of a dependency in `/health`. */
export const healthCheckName = z.enum(['redis', 'worker', 'asr', 'llm', 'livekit', 'ffmpeg']);
export type HealthCheckName = z.infer<typeof healthCheckName>;

/** All of `configs/orchestrator.yaml`. Unknown keys are errors. */
export const orchestratorConfigSchema = z.strictObject({
  transport: section({ websocket, livekit }),
  playback,
  session,
  vad,
  turn,
  barge_in: bargeIn,
  asr,
  routing,
  workers,
  redis,
  tls,
  llm,
  agent,
  /** Who answers. `auto`: `openai` or `llama` when an LLM is configured, else `rules`. */
  responder: z.enum(['auto', 'rules', 'echo', 'openai', 'llama']).default('auto'),
  auth,
  health: section({
    /** Default: `redis` when a URL is set, `worker`, and `asr` while `asr.enabled` is true. */
    required: z.array(healthCheckName).optional(),
  }),
  /** Least level that is logged. */
  log_level: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']))
    .default('info'),
  /** `json`: one object a line. `pretty`: for a terminal. */
  log_format: z.enum(['json', 'pretty']).default('json'),
  log: section({
    /** True writes transcripts and typed text into the log. */
    content: z.boolean().default(false),
  }),
  /** How long replies may go on after SIGTERM. */
  graceful_shutdown_timeout_s: z.number().min(0).max(600).default(10),
});

export type OrchestratorConfig = z.infer<typeof orchestratorConfigSchema>;

/** Environment variables that set a key of `OrchestratorConfig`, for `loadConfig`. */
export const ORCHESTRATOR_VARIABLES: Readonly<Record<string, string>> = {
  PARLEY_HOST: 'transport.websocket.host',
  PARLEY_PORT: 'transport.websocket.port',
  PARLEY_MAX_CONNECTIONS: 'transport.websocket.max_connections',
  PARLEY_API_TOKENS: 'auth.tokens',
  PARLEY_ADMIN_TOKEN: 'auth.admin_token',
  LIVEKIT_ENABLED: 'transport.livekit.enabled',
  LIVEKIT_URL: 'transport.livekit.url',
  LIVEKIT_PUBLIC_URL: 'transport.livekit.public_url',
  LIVEKIT_API_KEY: 'transport.livekit.api_key',
  LIVEKIT_API_SECRET: 'transport.livekit.api_secret',
  CORS_ORIGINS: 'auth.allowed_origins',
  REDIS_URL: 'redis.url',
  TTS_WORKER_ADDRESS: 'workers.tts_worker_url',
  ASR_WORKER_ADDRESS: 'workers.asr_worker_url',
  ASR_ENABLED: 'asr.enabled',
  ROUTING_STRATEGY: 'routing.load_balance_strategy',
  ROUTING_AFFINITY_ENABLED: 'routing.affinity_enabled',
  ROUTING_AFFINITY_TTL: 'routing.affinity_ttl_s',
  ROUTING_HEALTH_CHECK_INTERVAL: 'routing.health_check_interval_s',
  ROUTING_PREFER_RESIDENT_MODELS: 'routing.prefer_resident_models',
  OPENAI_API_KEY: 'llm.api_key',
  OPENAI_MODEL: 'llm.model',
  ENABLE_CONTINUATION_DETECTION: 'turn.continuation_detection',
  ORCHESTRATOR_MODE: 'agent.mode',
  LOG_LEVEL: 'log_level',
  LOG_FORMAT: 'log_format',
};

/** The defaults, with the given keys changed. Throws `ZodError`. */
export function parseOrchestratorConfig(
  input: z.input<typeof orchestratorConfigSchema> = {},
): OrchestratorConfig {
  return orchestratorConfigSchema.parse(input);
}
