import type { OrchestratorConfig } from '../../config.js';
import type { WorkerRegistry } from '../../workers/registry.js';

/** Tells a person in a room what they wait for. Only in rooms: on `/ws` a session begins with the connection. */
export interface StatusMessage {
  readonly type: 'status';
  readonly phase: 'connecting_tts' | 'loading_tts_model' | 'verifying_asr' | 'ready' | 'failed';
  /** For people. */
  readonly message: string;
}

/** What a session would still lack now. */
export interface Awaited {
  readonly status: StatusMessage;
  /** False: the session may begin, its first reply is only late. */
  readonly blocks: boolean;
}

/** Undefined when nothing is awaited. */
export type Readiness = () => Awaited | undefined;

export function createReadiness(config: OrchestratorConfig, registry: WorkerRegistry): Readiness {
  // A worker with a fixed address registers nowhere: nothing here can tell whether it is there.
  const fixedVoice = (config.workers.tts_worker_url ?? config.routing.static_worker_addr) !== undefined;
  const fixedListener = config.workers.asr_worker_url !== undefined;
  return () => {
    const voices = registry.list('tts');
    if (voices.length === 0 && !fixedVoice)
      return awaited('connecting_tts', 'Waiting for a voice to register.');
    if (config.asr.enabled === true && !fixedListener && registry.list('asr').length === 0)
      return awaited('verifying_asr', 'Waiting for speech recognition.');
    if (voices.length > 0 && voices.every((worker) => worker.resident_models.length === 0))
      return awaited('loading_tts_model', 'Loading the voice.', false);
    return undefined;
  };
}

function awaited(phase: StatusMessage['phase'], message: string, blocks = true): Awaited {
  return { status: { type: 'status', phase, message }, blocks };
}
