import {
  type CheckOutcome,
  createMemoryLeases,
  createRecognitionPort,
  createRedisAffinity,
  createRedisLeases,
  createSynthesisPort,
  DEFAULT_ROUTING_POLICIES,
  type HealthChecks,
  type LeaseTable,
  type OrchestratorConfig,
  parseStrategy,
  type RoutingPolicy,
  type WorkerRecognition,
  type WorkerRegistry,
  type WorkerSynthesis,
} from '@parley/orchestrator';
import type { Logger, Metrics, SystemClock } from '@parley/runtime';
import { channelCredentials } from '@parley/runtime/grpc';
import { redisUrl } from './redis-url.js';

export interface WorkerPortsOptions {
  readonly config: OrchestratorConfig;
  readonly registry: WorkerRegistry;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Both ways to workers. Owns their channels and leases. */
export interface WorkerPorts {
  readonly synthesis: WorkerSynthesis;
  readonly recognition: WorkerRecognition;
  /** What workers say themselves: a registry remembers those that were killed. */
  readonly healthChecks: HealthChecks;
  close(): Promise<void>;
}

export function createWorkerPorts(options: WorkerPortsOptions): WorkerPorts {
  const { config } = options;
  const { routing, workers, asr } = config;
  const leases = createLeases(options);
  const url = redisUrl(config.redis);
  const affinityStore =
    url === undefined || !routing.affinity_enabled
      ? undefined
      : createRedisAffinity({ url, logger: options.logger, ttlSeconds: routing.affinity_ttl_s });
  const shared = {
    ...options,
    leases,
    credentials: channelCredentials(config.tls),
    healthyForMs: routing.health_check_interval_s * 2 * 1000,
    timing: { queueMs: routing.queue_timeout_ms },
    routing: {
      strategy: parseStrategy(routing.load_balance_strategy),
      mode: routing.mode,
      affinityEnabled: routing.affinity_enabled,
      affinityTtlMs: routing.affinity_ttl_s * 1000,
      preferResidentModels: routing.prefer_resident_models,
      policies: routingPolicies(routing.policies),
    },
  };
  const synthesis = createSynthesisPort({
    ...shared,
    // Voices have state that is worth coming back to; a recogniser begins each utterance anew.
    routing: { ...shared.routing, affinityStore },
    staticAddr: workers.tts_worker_url ?? routing.static_worker_addr,
  });
  const recognition = createRecognitionPort({
    ...shared,
    staticAddr: workers.asr_worker_url,
    model: asr.model,
  });
  return {
    synthesis,
    recognition,
    healthChecks: {
      worker: async () => outcomeOf('TTS', await synthesis.anyAnswers()),
      asr: async () => {
        const isAnswering = asr.enabled === false ? undefined : await recognition.anyAnswers();
        if (isAnswering === undefined && asr.enabled !== true) return { state: 'disabled' };
        return outcomeOf('ASR', isAnswering);
      },
    },
    async close() {
      await synthesis.close();
      await recognition.close();
      await leases.close();
      affinityStore?.close();
    },
  };
}

function outcomeOf(kind: string, isAnswering: boolean | undefined): CheckOutcome {
  if (isAnswering === undefined) return { state: 'failed', error: `no ${kind} worker is registered` };
  return isAnswering ? { state: 'ok' } : { state: 'failed', error: `no ${kind} worker answers` };
}

/** Shared through Redis where there is one, so that several orchestrators do not overfill a worker. */
function createLeases({ config, clock, logger }: WorkerPortsOptions): LeaseTable {
  const url = redisUrl(config.redis);
  return url === undefined ? createMemoryLeases() : createRedisLeases({ url, clock, logger });
}

function routingPolicies(
  given: OrchestratorConfig['routing']['policies'],
): Readonly<Record<string, RoutingPolicy>> {
  const policies = Object.entries(given).map(([name, policy]): [string, RoutingPolicy] => [
    name,
    {
      require: policy.require,
      preferTags: policy.prefer_tags,
      preferResident: policy.prefer_resident,
      fallbacks: policy.fallbacks,
    },
  ]);
  return { ...DEFAULT_ROUTING_POLICIES, ...Object.fromEntries(policies) };
}
