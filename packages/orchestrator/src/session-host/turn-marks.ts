import type { Span, SpanAttributes, Trace } from '@parley/runtime';
import type { SessionEvent } from '@parley/session';

export interface TurnMarksOptions {
  readonly sessionId: string;
  /** Ms since the epoch, on a clock that does not jump. */
  readonly nowMs: () => number;
  readonly export: (trace: Trace) => void;
}

/** What a reply came to, in the order in which it comes. */
export interface ReplyMarks {
  text(): void;
  worker(name: string): void;
  synthesised(): void;
  failed(code: string): void;
  /** A reply that never sounded was only prepared: it leaves no trace. */
  stopped(): void;
}

export interface AnswerMarks {
  text(): void;
  ended(error?: string): void;
  /** Not wanted after all: no reply comes of it. */
  cancelled(): void;
}

/** When things happened in the turns of one session. A turn becomes a trace when its reply is over. */
export interface TurnMarks {
  reply(generation: number, model: string | undefined): ReplyMarks;
  answering(): AnswerMarks;
  recognising(): void;
  event(event: SessionEvent): void;
}

interface Answer {
  readonly startMs: number;
  firstTextMs?: number;
  endMs?: number;
  error?: string | undefined;
}

interface Reply {
  readonly openMs: number;
  readonly model: string | undefined;
  readonly answer: Answer | undefined;
  readonly workers: string[];
  textMs?: number;
  workerMs?: number;
  firstFrameMs?: number;
  synthesisedMs?: number;
  error?: string;
  /** The spans of the person's part. */
  asked: readonly Span[];
}

export function createTurnMarks({ sessionId, nowMs, export: send }: TurnMarksOptions): TurnMarks {
  const replies = new Map<number, Reply>();
  let speechMs: number | undefined;
  let recognitionMs: number | undefined;
  /** Asked of the responder; its first text opens the reply. */
  let answer: Answer | undefined;

  function end(generation: number, outcome: string): void {
    const reply = replies.get(generation);
    replies.delete(generation);
    if (reply === undefined) return;
    const endMs = nowMs();
    const children = [...reply.asked, ...spansOf(reply, endMs)];
    send({
      name: 'turn',
      startMs: Math.min(reply.openMs, ...children.map((span) => span.startMs)),
      endMs,
      attributes: { session_id: sessionId, generation, outcome, ...modelOf(reply) },
      error: reply.error,
      children,
    });
  }

  /** What was waited for is known when the reply sounds: its figures end now. */
  function asked(reply: Reply, spansMs: Readonly<Record<string, number>>): void {
    const { total = 0, endpointing = 0, asr = 0 } = spansMs;
    const speechEndMs = nowMs() - total;
    // A typed question has no end of a turn to wait for.
    if (recognitionMs !== undefined && endpointing + asr > 0) {
      const committedMs = speechEndMs + endpointing;
      reply.asked = [
        { name: 'vad', startMs: Math.min(speechMs ?? recognitionMs, speechEndMs), endMs: speechEndMs },
        { name: 'end_of_turn', startMs: speechEndMs, endMs: committedMs },
        {
          name: 'asr',
          startMs: recognitionMs,
          endMs: committedMs + asr,
          attributes: { waited_ms: Math.round(asr) },
        },
      ];
    }
    speechMs = undefined;
    recognitionMs = undefined;
  }

  return {
    reply(generation, model) {
      const reply: Reply = { openMs: nowMs(), model, answer, workers: [], asked: [] };
      answer = undefined;
      replies.set(generation, reply);
      return {
        text() {
          reply.textMs ??= nowMs();
        },
        worker(name) {
          reply.workerMs ??= nowMs();
          reply.workers.push(name);
        },
        synthesised() {
          reply.synthesisedMs = nowMs();
        },
        failed(code) {
          reply.error = code;
          end(generation, 'failed');
        },
        stopped() {
          if (reply.firstFrameMs === undefined) replies.delete(generation);
        },
      };
    },
    answering() {
      const asking: Answer = { startMs: nowMs() };
      answer = asking;
      return {
        text() {
          asking.firstTextMs ??= nowMs();
        },
        ended(error) {
          asking.endMs = nowMs();
          asking.error = error;
        },
        cancelled() {
          if (answer === asking) answer = undefined;
        },
      };
    },
    recognising() {
      recognitionMs = nowMs();
    },
    event(event) {
      if (event.type === 'speech' && event.active) speechMs = nowMs();
      else if (event.type === 'audio') {
        const reply = replies.get(event.generation);
        if (reply !== undefined) reply.firstFrameMs ??= nowMs();
      } else if (event.type === 'turn-stats') {
        const reply = replies.get(event.generation);
        if (reply !== undefined) asked(reply, event.spansMs);
      } else if (event.type === 'utterance-end') end(event.generation, event.reason);
      else if (event.type === 'ended') for (const generation of [...replies.keys()]) end(generation, 'ended');
    },
  };
}

/** What the agent did, in the order of a turn. */
function spansOf(reply: Reply, endMs: number): Span[] {
  const { answer, openMs, textMs, workerMs, firstFrameMs, synthesisedMs = endMs } = reply;
  const spans: Span[] = [];
  const add = (name: string, startMs: number, untilMs: number, attributes: SpanAttributes = {}): void => {
    spans.push({ name, startMs, endMs: untilMs, attributes });
  };
  if (answer !== undefined) {
    const firstToken =
      answer.firstTextMs === undefined
        ? {}
        : { first_token_ms: Math.round(answer.firstTextMs - answer.startMs) };
    spans.push({
      name: 'llm',
      startMs: answer.startMs,
      endMs: answer.endMs ?? endMs,
      attributes: firstToken,
      error: answer.error,
    });
  }
  add('routing', openMs, workerMs ?? endMs, { workers: reply.workers.join(',') });
  if (workerMs !== undefined)
    add('synthesis', Math.max(workerMs, textMs ?? workerMs), synthesisedMs, modelOf(reply));
  if (firstFrameMs !== undefined) {
    add('first_frame', textMs ?? openMs, firstFrameMs);
    add('playout', firstFrameMs, endMs);
  }
  return spans;
}

function modelOf({ model }: Reply): SpanAttributes {
  return model === undefined ? {} : { model };
}
