import { parseWorkerEntry, type WorkerEntry } from '@parley/orchestrator';
import { ParleyError } from '@parley/protocol';
import { Redis } from 'ioredis';
import { type OrchestratorFigures, readOrchestrator } from './read-orchestrator.js';

/** A worker as the registry has it, and the leases on it. */
export interface WorkerRow {
  readonly entry: WorkerEntry;
  readonly leases: number;
  /** Since its last heartbeat, by the clock of this machine. */
  readonly heartbeatAgeSeconds: number;
}

export interface FleetReading {
  readonly workers: readonly WorkerRow[];
  readonly orchestrators: readonly OrchestratorFigures[];
  /** Sessions that can be taken up again, in Redis. */
  readonly storedSessions: number;
}

/** Reads what there is to see. `close` ends its connection. */
export interface FleetReader {
  /** Rejects with `ParleyError` CONNECTION_ERROR when Redis does not answer. */
  read(): Promise<FleetReading>;
  close(): void;
}

export interface FleetReaderOptions {
  readonly redisUrl: string;
  /** `http://host:port` of orchestrators. */
  readonly hosts: readonly string[];
  readonly workerKeyPrefix: string;
}

const SCAN_COUNT = 500;
const TIMEOUT_MS = 2000;

export function createFleetReader(options: FleetReaderOptions): FleetReader {
  const redis = new Redis(options.redisUrl, {
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined); // Every command that fails says so itself.

  async function keys(prefix: string): Promise<string[]> {
    const found = new Set<string>();
    let cursor = '0';
    do {
      const [next, page] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', SCAN_COUNT);
      for (const key of page) found.add(key);
      cursor = next;
    } while (cursor !== '0');
    return [...found].sort();
  }

  async function readWorker(key: string): Promise<WorkerRow[]> {
    const value = await redis.get(key);
    const entry = value === null ? undefined : parseWorkerEntry(value);
    if (entry === undefined) return [];
    const leases = await redis.zcard(`leases:${entry.name}`);
    return [{ entry, leases, heartbeatAgeSeconds: Math.max(0, Date.now() / 1000 - entry.last_heartbeat_ts) }];
  }

  return {
    async read() {
      try {
        const [workerKeys, sessionKeys] = await Promise.all([
          keys(options.workerKeyPrefix),
          keys('session:'),
        ]);
        const workers = (await Promise.all(workerKeys.map(readWorker))).flat();
        const orchestrators = await Promise.all(options.hosts.map(readOrchestrator));
        return { workers, orchestrators, storedSessions: sessionKeys.length };
      } catch (cause) {
        throw new ParleyError('CONNECTION_ERROR', 'Redis does not answer; check --redis or REDIS_URL', {
          cause,
        });
      }
    },
    close: () => redis.disconnect(),
  };
}
