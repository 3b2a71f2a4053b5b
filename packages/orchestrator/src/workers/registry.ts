/** The workers that exist. One interface, a memory and a Redis implementation, one contract suite. */
export interface WorkerRegistry {
  /** All entries that have not expired, in no order. Answers from memory; never waits for the network. */
  list(kind: WorkerKind): readonly WorkerEntry[];
  register(entry: WorkerEntry): Promise<void>;
  remove(name: string): Promise<void>;
  /** Called whenever `list` changes. Returns the function that ends the watch. */
  watch(listener: () => void): () => void;
  /** Whether the store behind it answers now. */
  healthy(): boolean;
  close(): Promise<void>;
}

export type WorkerKind = 'tts' | 'asr';

/** The JSON value of `worker:{name}`: a projection of `GetCapabilities`. */
export interface WorkerEntry {
  readonly name: string;
  readonly kind: WorkerKind;
  /** `grpc://host:port` */
  readonly addr: string;
  readonly capabilities: {
    readonly streaming: boolean;
    readonly zero_shot: boolean;
    readonly lora: boolean;
    readonly cpu_ok: boolean;
    readonly languages: readonly string[];
    readonly emotive_zero_prompt: boolean;
    readonly max_concurrent_sessions: number;
  };
  readonly resident_models: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly audio: { readonly sr: number; readonly frame_ms: number };
  readonly hardware: Readonly<Record<string, string>>;
  /** Seconds since the epoch. */
  readonly last_heartbeat_ts: number;
}
