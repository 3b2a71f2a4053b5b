import type { TraceExporter } from '@parley/runtime';
import type { Clock, RecognitionPort, ResponderPort, SessionEvent, SynthesisPort } from '@parley/session';
import { createTurnMarks, type TurnMarks } from './turn-marks.js';

export interface TracedPorts {
  readonly synthesis: SynthesisPort;
  readonly recognition: RecognitionPort;
  readonly responder: ResponderPort;
}

/** One trace a turn, made from what a session asks of its ports and tells its client. Holds no text. */
export interface TurnTracing {
  /** The ports, watched. */
  watch(ports: TracedPorts): TracedPorts;
  onEvent(sessionId: string, event: SessionEvent): void;
}

export function createTurnTracing(exporter: TraceExporter, clock: Clock): TurnTracing {
  const sessions = new Map<string, TurnMarks>();
  const epochMs = Date.now() - clock.nowMs();
  const nowMs = (): number => epochMs + clock.nowMs();

  function marksOf(sessionId: string): TurnMarks {
    const known = sessions.get(sessionId);
    if (known !== undefined) return known;
    const marks = createTurnMarks({ sessionId, nowMs, export: exporter.export });
    sessions.set(sessionId, marks);
    return marks;
  }

  return {
    watch: ({ synthesis, recognition, responder }) => ({
      synthesis: {
        open(request, sink) {
          const reply = marksOf(request.sessionId).reply(request.generation, request.model);
          const stream = synthesis.open(request, {
            onWorker: reply.worker,
            onFrame: (frame) => sink.onFrame(frame),
            onWithdraw: (fromSamplePosition) => sink.onWithdraw(fromSamplePosition),
            onDelayed: (error) => sink.onDelayed(error),
            onEnd() {
              reply.synthesised();
              sink.onEnd();
            },
            onError(error) {
              reply.failed(error.code);
              sink.onError(error);
            },
          });
          return {
            write(index, text) {
              reply.text();
              stream.write(index, text);
            },
            finish: () => stream.finish(),
            pause: () => stream.pause(),
            resume: () => stream.resume(),
            commit: () => stream.commit?.(),
            grantCredit: (frames) => stream.grantCredit(frames),
            get owes() {
              return stream.owes;
            },
            stop() {
              reply.stopped();
              stream.stop();
            },
          };
        },
      },
      recognition: {
        open(request, sink) {
          marksOf(request.sessionId).recognising();
          return recognition.open(request, sink);
        },
      },
      responder: {
        respond(request, sink) {
          const answer = marksOf(request.sessionId).answering();
          const handle = responder.respond(request, {
            onText(delta) {
              answer.text();
              sink.onText(delta);
            },
            onEnd() {
              answer.ended();
              sink.onEnd();
            },
            onError(error) {
              answer.ended(error.code);
              sink.onError(error);
            },
          });
          return {
            cancel() {
              answer.cancelled();
              handle.cancel();
            },
          };
        },
      },
    }),
    onEvent(sessionId, event) {
      marksOf(sessionId).event(event);
      if (event.type === 'ended') sessions.delete(sessionId);
    },
  };
}
