import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { AsrOptions } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { ASRServiceHandlers, AudioChunk__Output, TranscriptEvent } from '@parley/protocol/grpc';
import type { SystemClock } from '@parley/runtime';
import { toGrpcStatus } from '@parley/runtime/grpc';
import type { CapabilitiesReport } from '../capabilities.js';
import type { LanePool, PooledLane } from '../lanes/lane-pool.js';
import type { LoadMeter } from '../load-meter.js';
import type { ModelManager } from '../models/model-manager.js';
import { control } from '../server/control.js';
import { modelHandlers } from '../server/model-handlers.js';
import { unary } from '../server/unary.js';
import type { SessionTable, WorkerSession } from '../sessions/session-table.js';
import type { ModelSource } from '../worker-options.js';
import { createPassQueue, type PassQueue } from './pass-queue.js';
import { createRecognition, type Recognition } from './recognition.js';

export interface AsrServiceOptions {
  readonly sessions: SessionTable<Recognition>;
  readonly models: ModelManager;
  /** Reads the models anew, for those that begin from now on. */
  readonly reload: () => Promise<void>;
  readonly source: ModelSource;
  readonly lanes: LanePool;
  readonly meter: LoadMeter;
  readonly clock: SystemClock;
  readonly capabilities: () => CapabilitiesReport;
}

/** `asr.ASRService` over lanes. */
export function asrHandlers(service: AsrServiceOptions): ASRServiceHandlers {
  const { sessions, models } = service;
  const queues = new WeakMap<PooledLane, PassQueue>();
  const queueOf = (pooled: PooledLane): PassQueue => {
    let queue = queues.get(pooled);
    if (queue === undefined) {
      queue = createPassQueue(() => service.clock.nowMs());
      queues.set(pooled, queue);
    }
    return queue;
  };

  return {
    ...modelHandlers(models, service.source),

    StartSession: unary(async ({ session_id, model_id, options }, peer) => {
      const { reference } = await sessions.start(session_id, model_id, options, peer);
      const unknown = Object.keys(options).filter((name) => !reference.loaded.options.includes(name));
      return {
        success: true,
        message: unknown.length === 0 ? '' : `not supported by ${reference.model.id}: ${unknown.join(', ')}`,
      };
    }),

    EndSession: unary(({ session_id }) => {
      sessions.end(session_id);
      return { success: true };
    }),

    Control: unary(async ({ session_id, command }, peer) => {
      const { task } = sessions.get(session_id, peer);
      if ((command as string) === 'RELOAD') await service.reload();
      else control(task, command);
      return { success: true, message: '', timestamp_ms: Date.now() };
    }),

    GetCapabilities: unary(service.capabilities),

    Recognize: (call) => recognize(service, queueOf, call),
  };
}

function recognize(
  service: AsrServiceOptions,
  queueOf: (pooled: PooledLane) => PassQueue,
  call: ServerDuplexStream<AudioChunk__Output, TranscriptEvent>,
): void {
  const peer = call.getPeer();
  let running:
    | { readonly session: WorkerSession<Recognition>; readonly recognition: Recognition }
    | undefined;
  let over = false;

  const fail = (thrown: unknown) => {
    if (over) return;
    over = true;
    call.emit('error', toGrpcStatus(thrown, 'ASR_FAILED'));
  };
  const finish = () => {
    if (!over) call.end();
    over = true;
  };

  function begin(sessionId: string) {
    const session = service.sessions.get(sessionId, peer);
    if (session.task !== undefined) {
      throw new ParleyError('INVALID_MESSAGE', `session ${sessionId} has a Recognize call already`);
    }
    const pooled = service.lanes.pick();
    const recognition: Recognition = createRecognition({
      sessionId,
      modelId: session.reference.model.id,
      options: recogniserOptions(session.options),
      pooled,
      queue: queueOf(pooled),
      meter: service.meter,
      wire: {
        write: (event) => void call.write(event),
        end: finish,
        fail,
        pauseReading: () => void call.pause(),
        resumeReading: () => void call.resume(),
      },
      onOver: () => session.finish(recognition),
    });
    session.begin(recognition);
    return { session, recognition };
  }

  function apply(chunk: AudioChunk__Output): void {
    if (over) return;
    running ??= begin(chunk.session_id);
    const { session, recognition } = running;
    if (chunk.session_id !== session.id) {
      throw new ParleyError(
        'INVALID_MESSAGE',
        `a call serves one session: ${session.id}, not "${chunk.session_id}"`,
      );
    }
    if (chunk.control !== undefined) control(recognition, chunk.control);
    recognition.push(chunk.audio_data, chunk.sample_rate, chunk.utterance);
    if (chunk.flush) recognition.flush(chunk.utterance);
    if (chunk.is_final) recognition.finishUtterance(chunk.utterance);
  }

  call.on('data', (chunk: AudioChunk__Output) => {
    try {
      apply(chunk);
    } catch (thrown) {
      fail(thrown);
      running?.recognition.abandon();
    }
  });
  call.on('end', () => {
    if (running !== undefined) running.recognition.finish();
    else fail(new ParleyError('INVALID_MESSAGE', 'the call ended without a message'));
  });
  const gone = () => {
    over = true;
    running?.recognition.abandon();
  };
  call.on('cancelled', gone);
  call.on('error', gone);
}

function recogniserOptions(options: Readonly<Record<string, string>>): AsrOptions {
  const { language } = options;
  return { ...(language === undefined || language === 'auto' ? {} : { language }), extra: options };
}
