import { hostname } from 'node:os';
import type { FleetConfig } from './fleet-config.js';

/** A process of the fleet: a `parley` command and what its environment has besides. */
export interface PlannedProcess {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The processes that the configuration asks for on this machine: every orchestrator, and for every row of workers one
 * a device. `gpus`: indices that the driver has.
 */
export function planFleet(config: FleetConfig, gpus: readonly string[], host = hostname()): PlannedProcess[] {
  const shared = { REDIS_URL: config.redis.url, LOG_LEVEL: config.log_level };
  const orchestrators = config.orchestrators.map(({ config: file, host: address, port }, index) => ({
    name: `orchestrator-${index}`,
    args: ['orchestrator', ...option('--config', file), ...option('--host', address), '--port', String(port)],
    env: shared,
  }));
  const names = new Map<string, number>();
  let started = 0;
  const workers = config.workers.flatMap((row) =>
    devicesOf(row.devices, gpus).flatMap((device) =>
      Array.from({ length: row.count }, (): PlannedProcess => {
        const place = `${host}-${row.kind}-${device === undefined ? 'cpu' : `gpu${device}`}`;
        const number = names.get(place) ?? 0;
        names.set(place, number + 1);
        const name = `${place}-${number}`;
        const metricsPort = config.metrics_port === 0 ? 0 : config.metrics_port + started;
        started += 1;
        return {
          name,
          args: [
            'worker',
            row.kind,
            ...option('--config', row.config),
            ...option('--adapter', row.adapter),
            ...option('--default-model', row.default_model),
            // Orchestrators find it in Redis: any port will do, and no two collide.
            '--port',
            '0',
          ],
          env: {
            ...shared,
            WORKER_NAME: name,
            WORKER_METRICS_PORT: String(metricsPort),
            CUDA_VISIBLE_DEVICES: device ?? '',
          },
        };
      }),
    ),
  );
  return [...workers, ...orchestrators];
}

function devicesOf(
  devices: FleetConfig['workers'][number]['devices'],
  gpus: readonly string[],
): readonly (string | undefined)[] {
  if (devices === 'cpu') return [undefined];
  if (devices === 'all') return gpus.length === 0 ? [undefined] : gpus;
  return devices.map(String);
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}
