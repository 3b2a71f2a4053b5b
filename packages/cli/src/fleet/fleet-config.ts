import { loadConfig } from '@parley/runtime';
import { z } from 'zod';
import type { CommandContext } from '../context.js';

/** All of `configs/fleet.yaml`, for `parley up`. Unknown keys are errors. */
const fleetConfigSchema = z.strictObject({
  redis: z
    .strictObject({
      /** What the processes share. */
      url: z.string().min(1).default('redis://localhost:6379'),
    })
    .prefault({}),
  orchestrators: z
    .array(
      z.strictObject({
        /** A file as configs/orchestrator.yaml. */
        config: z.string().min(1).optional(),
        host: z.string().min(1).optional(),
        port: z.int().min(0).max(65_535).default(8080),
      }),
    )
    .default([{ port: 8080 }]),
  workers: z
    .array(
      z.strictObject({
        kind: z.enum(['tts', 'asr']),
        /** `all`: one worker a GPU, or one without where there is none. Or numbers of devices; or none: `cpu`. */
        devices: z.union([z.enum(['all', 'cpu']), z.array(z.int().min(0).max(1023)).min(1)]).default('all'),
        /** Workers on each device. */
        count: z.int().min(1).max(64).default(1),
        /** A file as configs/worker.yaml. Ports are chosen freely unless it is a single worker. */
        config: z.string().min(1).optional(),
        adapter: z.string().min(1).optional(),
        default_model: z.string().min(1).optional(),
      }),
    )
    .default([
      { kind: 'tts', devices: 'all', count: 1 },
      { kind: 'asr', devices: 'all', count: 1 },
    ]),
  /** Where the first worker shows its metrics; each further one has the next port. 0: free ports. */
  metrics_port: z.int().min(0).max(65_535).default(9090),
  log_level: z.string().default('info'),
});

export type FleetConfig = z.infer<typeof fleetConfigSchema>;

/** Throws `ConfigError`. */
export function loadFleetConfig(context: Pick<CommandContext, 'env'>, file: string | undefined): FleetConfig {
  return loadConfig({
    schema: fleetConfigSchema,
    file,
    env: context.env,
    variables: { REDIS_URL: 'redis.url', LOG_LEVEL: 'log_level' },
  }).value;
}
