import { createLogger, createMetrics, createSystemClock, type Metrics } from '@parley/runtime';
import type { ResponderPort } from '@parley/session';
import { ScriptedRecognition, ScriptedSynthesis } from '@parley/session/testing';
import { type OrchestratorConfig, orchestratorConfigSchema } from '../config.js';
import { createOrchestrator, type Orchestrator, type OrchestratorOptions } from '../orchestrator.js';
import type { WorkerEntry, WorkerKind, WorkerRegistry } from '../workers/registry.js';
import { createEnergyListenerFactory, type EnergyListenerFactory } from './energy-listener.js';

/** A real orchestrator on a free port, with fakes where workers, models and the responder would be. */
export interface TestServer {
  readonly orchestrator: Orchestrator;
  readonly url: string;
  readonly webSocketUrl: string;
  readonly synthesis: ScriptedSynthesis;
  readonly recognition: ScriptedRecognition;
  readonly listeners: EnergyListenerFactory;
  readonly registry: FakeRegistry;
  readonly metrics: Metrics;
}

/** Keys of the configuration that differ, one level of sections deep. */
export type ConfigChanges = { [Key in keyof OrchestratorConfig]?: object | string | number | boolean };

export async function startTestServer(
  changes: ConfigChanges = {},
  options: Partial<OrchestratorOptions> = {},
): Promise<TestServer> {
  const clock = createSystemClock();
  const synthesis = new ScriptedSynthesis(clock);
  const recognition = new ScriptedRecognition(clock);
  const listeners = createEnergyListenerFactory();
  const registry = new FakeRegistry();
  const metrics = createMetrics();
  const config = orchestratorConfigSchema.parse({ transport: { websocket: { port: 0 } }, ...changes });
  const orchestrator = await createOrchestrator({
    config,
    registry,
    synthesis,
    recognition,
    responder: echoResponder,
    listeners,
    metrics,
    clock,
    logger: createLogger({ name: 'test', level: 'silent' }),
    ...options,
  });
  const { url } = orchestrator.address;
  return {
    orchestrator,
    url,
    webSocketUrl: `${url.replace('http', 'ws')}/ws`,
    synthesis,
    recognition,
    listeners,
    registry,
    metrics,
  };
}

/** Workers that are there because the test says so. */
export class FakeRegistry implements WorkerRegistry {
  workers: WorkerEntry[] = [fakeWorker('tts-1', 'tts'), fakeWorker('asr-1', 'asr')];
  reachable = true;

  list(kind: WorkerKind): readonly WorkerEntry[] {
    return this.workers.filter((worker) => worker.kind === kind);
  }
  async register(entry: WorkerEntry): Promise<void> {
    this.workers.push(entry);
  }
  async remove(name: string): Promise<void> {
    this.workers = this.workers.filter((worker) => worker.name !== name);
  }
  watch(): () => void {
    return () => {};
  }
  healthy(): boolean {
    return this.reachable;
  }
  async close(): Promise<void> {}
}

function fakeWorker(name: string, kind: WorkerKind): WorkerEntry {
  return {
    name,
    kind,
    addr: 'grpc://127.0.0.1:1',
    capabilities: {
      streaming: true,
      zero_shot: false,
      lora: false,
      cpu_ok: true,
      languages: ['en'],
      emotive_zero_prompt: false,
      max_concurrent_sessions: 4,
    },
    resident_models: [`${kind}-model`],
    metrics: { active_sessions: 1 },
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: 0,
  };
}

/** Says what was said. */
const echoResponder: ResponderPort = {
  respond({ text }, sink) {
    let cancelled = false;
    setImmediate(() => {
      if (cancelled) return;
      sink.onText(`You said: ${text}`);
      sink.onEnd();
    });
    return {
      cancel() {
        cancelled = true;
      },
    };
  },
};
