import type { WorkerEntry } from '../registry.js';

/** A valid entry; tests change what they are about. */
export function workerEntry(name: string, overrides: Partial<WorkerEntry> = {}): WorkerEntry {
  return {
    name,
    kind: 'tts',
    addr: 'grpc://127.0.0.1:50051',
    capabilities: {
      streaming: true,
      zero_shot: false,
      lora: false,
      cpu_ok: true,
      languages: ['en'],
      emotive_zero_prompt: false,
      max_concurrent_sessions: 3,
    },
    resident_models: [],
    metrics: { rtf: 0.1, queue_depth: 0 },
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: 1_763_700_000,
    ...overrides,
  };
}
