import type { HealthCheckName, OrchestratorConfig } from '../config.js';
import type { WorkerKind, WorkerRegistry } from '../workers/registry.js';
import { checkAddress } from './address-check.js';
import type { CheckOutcome, HealthChecks } from './health-monitor.js';
import { createLlmCheck } from './llm-check.js';

/** What can be told from the registry alone. Checks that ask the dependencies themselves may take their place. */
export function defaultHealthChecks(config: OrchestratorConfig, registry: WorkerRegistry): HealthChecks {
  const registered = (kind: WorkerKind): CheckOutcome =>
    registry.list(kind).length > 0
      ? { state: 'ok' }
      : { state: 'failed', error: `no ${kind.toUpperCase()} worker is registered` };
  return {
    redis: () => {
      if (config.redis.url === undefined) return { state: 'disabled' };
      return registry.healthy() ? { state: 'ok' } : { state: 'failed', error: 'Redis does not answer' };
    },
    worker: () => {
      const outcome = registered('tts');
      const fixed = config.workers.tts_worker_url ?? config.routing.static_worker_addr;
      return outcome.state === 'ok' || fixed === undefined ? outcome : checkAddress(fixed);
    },
    asr: () => {
      if (config.asr.enabled === false) return { state: 'disabled' };
      const outcome = registered('asr');
      return outcome.state === 'failed' && config.asr.enabled === 'auto' ? { state: 'disabled' } : outcome;
    },
    llm: createLlmCheck(config.llm),
    livekit: () => ({ state: 'disabled' }),
    ffmpeg: () => ({ state: 'disabled' }),
  };
}

/** The dependencies without which `/health` is 503. */
export function requiredChecks(config: OrchestratorConfig): ReadonlySet<HealthCheckName> {
  if (config.health.required !== undefined) return new Set(config.health.required);
  const required = new Set<HealthCheckName>(['worker']);
  if (config.redis.url !== undefined) required.add('redis');
  if (config.asr.enabled === true) required.add('asr');
  return required;
}
