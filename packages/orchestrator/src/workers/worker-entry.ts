import { z } from 'zod';
import type { WorkerEntry } from './registry.js';

/** What is read from a store: unknown fields are dropped, absent ones take the value that promises least. */
const workerEntry = z.object({
  name: z.string().min(1).max(200),
  kind: z.enum(['tts', 'asr']),
  addr: z.string().regex(/^grpc:\/\/[^\s/]+:\d{1,5}$/),
  capabilities: z.object({
    streaming: z.boolean().default(true),
    zero_shot: z.boolean().default(false),
    lora: z.boolean().default(false),
    cpu_ok: z.boolean().default(false),
    languages: z.array(z.string()).default([]),
    emotive_zero_prompt: z.boolean().default(false),
    max_concurrent_sessions: z.int().min(1).max(100_000).default(3),
  }),
  resident_models: z.array(z.string()).default([]),
  metrics: z.record(z.string(), z.number()).default({}),
  audio: z.object({ sr: z.number(), frame_ms: z.number() }).default({ sr: 48_000, frame_ms: 20 }),
  hardware: z.record(z.string(), z.coerce.string()).default({}),
  last_heartbeat_ts: z.number(),
});

/** A worker entry from JSON text, or undefined when it is not one. */
export function parseWorkerEntry(json: string): WorkerEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The caller counts what could not be read; one bad entry must not hide the others.
    return undefined;
  }
  return workerEntry.safeParse(value).data;
}

/** `grpc://host:port` as the `host:port` that gRPC dials. */
export function dialTarget(addr: string): string {
  return addr.replace(/^grpc:\/\//, '');
}
