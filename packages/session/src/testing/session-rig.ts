import { VAD_WINDOW_MS, VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { createSession } from '../create-session.js';
import {
  DEFAULT_BARGE_IN_POLICY,
  DEFAULT_PLAYOUT_POLICY,
  DEFAULT_SESSION_LIMITS,
  DEFAULT_TURN_POLICY,
} from '../policy.js';
import type { ResponderPort, ResponseRequest, SessionEvent } from '../ports.js';
import type { Session, SessionOptions } from '../session.js';
import { FakeClock } from './fake-clock.js';
import { ScriptedRecognition } from './scripted-recognition.js';
import { ScriptedSynthesis } from './scripted-synthesis.js';

const TICK_MS = 5;

export type TimedEvent = SessionEvent & { readonly atMs: number };

/** A session with scripted ports, a fake clock and a person who speaks in windows of 32 ms. */
export class SessionRig {
  readonly clock = new FakeClock();
  readonly synthesis = new ScriptedSynthesis(this.clock);
  readonly recognition = new ScriptedRecognition(this.clock);
  readonly events: TimedEvent[] = [];
  readonly requests: ResponseRequest[] = [];
  readonly session: Session;
  /** The reply to whatever is said. */
  answer: (text: string) => string = (text) => `You said ${text}. That is a fine thing to say, I think.`;
  responderDelayMs = 5;
  openResponses = 0;
  /** Probability that the end-of-turn model gives. Undefined: there is no model. */
  endOfTurn: number | undefined;
  writable = true;
  /** How loud the windows are, whatever they hold. Undefined: speech is loud and silence is not. */
  level: number | undefined;
  #sample = 0;
  #sinceWindowMs = 0;

  constructor(
    options: Partial<SessionOptions> = {},
    rig: { holdMode?: 'freeze' | 'rewind'; endOfTurn?: number } = {},
  ) {
    this.endOfTurn = rig.endOfTurn;
    this.session = createSession(
      {
        id: '00000000-0000-4000-8000-000000000000',
        recognition: true,
        turn: DEFAULT_TURN_POLICY,
        bargeIn: DEFAULT_BARGE_IN_POLICY,
        playout: DEFAULT_PLAYOUT_POLICY,
        limits: DEFAULT_SESSION_LIMITS,
        ...options,
      },
      {
        clock: this.clock,
        synthesis: this.synthesis,
        recognition: this.recognition,
        responder: this.#responder(),
        ...(rig.endOfTurn === undefined
          ? {}
          : { endOfTurn: { predict: () => Promise.resolve(this.endOfTurn ?? 0) } }),
        downlink: {
          holdMode: rig.holdMode ?? 'freeze',
          writable: () => this.writable,
          send: (event) =>
            this.events.push({
              ...event,
              // Audio is valid during the call.
              ...(event.type === 'audio' && { pcm: event.pcm.slice() }),
              atMs: this.clock.nowMs(),
            }),
        },
      },
    );
    this.session.start();
  }

  /** Time passes; the microphone gives windows of this speech probability, or nothing when undefined. */
  async run(ms: number, speechProbability: number | undefined = 0): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
      await this.clock.advance(TICK_MS);
      this.#sinceWindowMs += TICK_MS;
      if (this.#sinceWindowMs >= VAD_WINDOW_MS) {
        this.#sinceWindowMs -= VAD_WINDOW_MS;
        if (speechProbability !== undefined) this.window(speechProbability);
      }
      this.session.tick();
    }
  }

  /** The person says this for so long. */
  async say(text: string, ms: number): Promise<void> {
    this.recognition.saying = text;
    await this.run(ms, 0.95);
  }

  window(speechProbability: number): void {
    const samples = new Float32Array(VAD_WINDOW_SAMPLES).fill(
      this.level ?? (speechProbability < 0.4 ? 0.001 : 0.1),
    );
    this.session.pushWindow({ startSample: this.#sample, samples, speechProbability });
    this.#sample += VAD_WINDOW_SAMPLES;
  }

  of<T extends SessionEvent['type']>(type: T): Extract<TimedEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<TimedEvent, { type: T }> => event.type === type);
  }

  /** The samples of a generation as they were sent, in order. */
  audio(generation: number): number[] {
    return this.of('audio')
      .filter((event) => event.generation === generation)
      .flatMap(({ pcm }) => {
        const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
        return Array.from({ length: pcm.byteLength / 2 }, (_, index) => view.getInt16(index * 2, true));
      });
  }

  #responder(): ResponderPort {
    return {
      respond: (request, sink) => {
        this.requests.push(request);
        this.openResponses += 1;
        let over = false;
        const end = (): void => {
          if (!over) this.openResponses -= 1;
          over = true;
        };
        this.clock.setTimer(this.responderDelayMs, () => {
          if (over) return;
          end();
          sink.onText(this.answer(request.text));
          sink.onEnd();
        });
        return { cancel: end };
      },
    };
  }
}
