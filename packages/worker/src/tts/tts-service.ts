import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { TtsOptions } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { AudioFrame, TextChunk__Output, TTSServiceHandlers } from '@parley/protocol/grpc';
import { toGrpcStatus } from '@parley/runtime/grpc';
import type { CapabilitiesReport } from '../capabilities.js';
import type { LanePool } from '../lanes/lane-pool.js';
import type { LoadMeter } from '../load-meter.js';
import type { ModelManager } from '../models/model-manager.js';
import { control } from '../server/control.js';
import { modelHandlers } from '../server/model-handlers.js';
import { unary } from '../server/unary.js';
import type { SessionTable, WorkerSession } from '../sessions/session-table.js';
import type { FrameListener, ModelSource } from '../worker-options.js';
import { createSynthesis, type Synthesis } from './synthesis.js';

export interface TtsServiceOptions {
  readonly sessions: SessionTable<Synthesis>;
  readonly models: ModelManager;
  /** Reads the models anew, for those that begin from now on. */
  readonly reload: () => Promise<void>;
  readonly source: ModelSource;
  readonly lanes: LanePool;
  readonly meter: LoadMeter;
  readonly capabilities: () => CapabilitiesReport;
  readonly onFrame?: FrameListener | undefined;
}

/** `tts.TTSService` over lanes. */
export function ttsHandlers(service: TtsServiceOptions): TTSServiceHandlers {
  const { sessions, models } = service;
  return {
    ...modelHandlers(models, service.source),

    StartSession: unary(async ({ session_id, model_id, options }, peer) => {
      const session = await sessions.start(session_id, model_id, options, peer);
      return { success: true, message: unsupportedOptions(session) };
    }),

    EndSession: unary(({ session_id }) => {
      sessions.end(session_id);
      return { success: true };
    }),

    Control: unary(async ({ session_id, command, generation }, peer) => {
      const { task } = sessions.get(session_id, peer);
      let message = '';
      if ((command as string) === 'RELOAD') await service.reload();
      else if (generation !== undefined && task !== undefined && generation !== task.generation) {
        message = `generation ${generation} is not running`;
        control(undefined, command);
      } else control(task, command);
      return { success: true, message, timestamp_ms: Date.now() };
    }),

    GetCapabilities: unary(service.capabilities),

    Synthesize: (call) => synthesize(service, call),
  };
}

function synthesize(
  service: TtsServiceOptions,
  call: ServerDuplexStream<TextChunk__Output, AudioFrame>,
): void {
  const peer = call.getPeer();
  let running: { readonly session: WorkerSession<Synthesis>; readonly synthesis: Synthesis } | undefined;
  let texts = 0;
  let over = false;

  const fail = (thrown: unknown) => {
    if (over) return;
    over = true;
    call.emit('error', toGrpcStatus(thrown, 'SYNTHESIS_FAILED'));
  };

  function begin(chunk: TextChunk__Output) {
    const session = service.sessions.get(chunk.session_id, peer);
    supersede(session, chunk.generation);
    const { model } = session.reference;
    const synthesis: Synthesis = createSynthesis({
      sessionId: session.id,
      modelId: model.id,
      voice: voiceOptions(session.options),
      lanes: service.lanes,
      meter: service.meter,
      onFrame: service.onFrame,
      wire: {
        write: (frame) => call.write(frame),
        end: () => {
          over = true;
          call.end();
        },
        fail,
      },
      onOver: () => session.finish(synthesis),
    });
    synthesis.setGeneration(chunk.generation);
    session.begin(synthesis);
    return { session, synthesis };
  }

  function apply(chunk: TextChunk__Output): void {
    if (over) return;
    running ??= begin(chunk);
    const { session, synthesis } = running;
    if (chunk.session_id !== session.id) {
      throw new ParleyError(
        'INVALID_MESSAGE',
        `a call serves one session: ${session.id}, not "${chunk.session_id}"`,
      );
    }
    if (chunk.frames_per_message !== undefined) synthesis.packFrames(chunk.frames_per_message);
    if (chunk.credit_frames !== undefined) synthesis.grantCredit(chunk.credit_frames);
    if (chunk.text !== '') synthesis.addText(chunk.sequence_number || ++texts, chunk.text);
    if (chunk.control !== undefined) control(synthesis, chunk.control);
    if (chunk.is_final) synthesis.finishText();
  }

  call.on('data', (chunk: TextChunk__Output) => {
    try {
      apply(chunk);
    } catch (thrown) {
      fail(thrown);
      running?.synthesis.abandon();
    }
  });
  call.on('drain', () => running?.synthesis.wireDrained());
  call.on('end', () => {
    if (running !== undefined) running.synthesis.finishText();
    else fail(new ParleyError('INVALID_MESSAGE', 'the call ended without a message'));
  });
  const gone = () => {
    over = true;
    running?.synthesis.abandon();
  };
  call.on('cancelled', gone);
  call.on('error', gone);
}

/** One reply at a time: a newer generation ends the older, anything else must wait for its end. */
function supersede(session: WorkerSession<Synthesis>, generation: number): void {
  const present = session.task;
  if (present === undefined) return;
  if (generation <= present.generation) {
    throw new ParleyError(
      'INVALID_MESSAGE',
      `session ${session.id} is speaking generation ${present.generation}`,
    );
  }
  present.stop();
}

function voiceOptions(options: Readonly<Record<string, string>>): TtsOptions {
  const speed = Number(options.speed ?? '');
  return {
    ...(options.speed !== undefined && Number.isFinite(speed) && speed > 0
      ? { speed: Math.min(2, Math.max(0.5, speed)) }
      : {}),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.voice === undefined ? {} : { voice: options.voice }),
    extra: options,
  };
}

function unsupportedOptions(session: WorkerSession<Synthesis>): string {
  const known = session.reference.loaded.options;
  const unknown = Object.keys(session.options).filter((name) => !known.includes(name));
  return unknown.length === 0 ? '' : `not supported by ${session.reference.model.id}: ${unknown.join(', ')}`;
}
