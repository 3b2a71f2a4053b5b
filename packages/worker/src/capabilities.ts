import type { Inference } from '@parley/models';
import { FRAME_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { LoadMeter } from './load-meter.js';
import type { ModelManager } from './models/model-manager.js';
import type { DeclaredCapabilities, WorkerKind } from './worker-options.js';

/** The answer of `GetCapabilities`, the same in both contracts. */
export interface CapabilitiesReport {
  readonly capabilities: {
    readonly streaming: boolean;
    readonly zero_shot: boolean;
    readonly lora: boolean;
    readonly cpu_ok: boolean;
    readonly languages: string[];
    readonly emotive_zero_prompt: boolean;
    readonly max_concurrent_sessions: number;
  };
  readonly resident_models: string[];
  readonly metrics: {
    rtf: number;
    queue_depth: number;
    active_sessions: number;
    models_loaded: number;
    /** Holds of sessions on models; one that is never let go keeps its model in memory. */
    model_references: number;
  };
  readonly worker_name: string;
  readonly default_model_id: string;
  readonly hardware: Record<string, string>;
}

/** What a worker writes about itself into the registry: a projection of `GetCapabilities`. */
export interface WorkerEntry {
  readonly name: string;
  readonly kind: WorkerKind;
  /** `grpc://host:port` */
  readonly addr: string;
  readonly capabilities: CapabilitiesReport['capabilities'];
  readonly resident_models: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly audio: { readonly sr: number; readonly frame_ms: number };
  readonly hardware: Readonly<Record<string, string>>;
  /** Seconds since the epoch. */
  readonly last_heartbeat_ts: number;
}

export interface ReportOptions {
  readonly name: string;
  readonly models: ModelManager;
  readonly meter: LoadMeter;
  readonly activeSessions: () => number;
  readonly maxConcurrentSessions: number;
  /** Of all models that the worker serves. */
  readonly languages: readonly string[];
  readonly declared: Partial<DeclaredCapabilities>;
  readonly hardware: Readonly<Record<string, string>>;
}

/** Measured now. */
export function reportCapabilities(options: ReportOptions): CapabilitiesReport {
  const { models, meter, declared } = options;
  const resident = models.resident();
  const languages = new Set(declared.languages ?? options.languages);
  if (declared.languages === undefined) {
    for (const { loaded } of resident) for (const language of loaded.languages) languages.add(language);
  }
  return {
    capabilities: {
      streaming: true,
      zero_shot: declared.zero_shot ?? false,
      lora: declared.lora ?? false,
      cpu_ok: declared.cpu_ok ?? true,
      languages: [...languages],
      emotive_zero_prompt: declared.emotive_zero_prompt ?? false,
      max_concurrent_sessions: options.maxConcurrentSessions,
    },
    resident_models: resident.map(({ model }) => model.id),
    metrics: {
      rtf: meter.rtf,
      queue_depth: meter.queueDepth,
      active_sessions: options.activeSessions(),
      models_loaded: resident.length,
      model_references: resident.reduce((sum, { referenceCount }) => sum + referenceCount, 0),
    },
    worker_name: options.name,
    default_model_id: models.defaultModelId,
    hardware: { ...options.hardware, ...inUse(resident[0]?.loaded.inference) },
  };
}

/** What the nets run on in fact overrules what was meant. */
function inUse(inference: Inference | undefined): Record<string, string> {
  if (inference === undefined) return {};
  const { provider, fallback } = inference;
  return { execution_provider: provider, ...(fallback === undefined ? {} : { gpu_unused: fallback }) };
}

export function workerEntry(kind: WorkerKind, addr: string, report: CapabilitiesReport): WorkerEntry {
  return {
    name: report.worker_name,
    kind,
    addr,
    capabilities: report.capabilities,
    resident_models: report.resident_models,
    metrics: report.metrics,
    audio: { sr: SAMPLE_RATE_HZ, frame_ms: FRAME_MS },
    hardware: report.hardware,
    last_heartbeat_ts: Date.now() / 1000,
  };
}
