import type { ParleyError } from '@parley/protocol';
import type { Clock } from '../clock.js';
import type { Turn } from '../conversation.js';
import type { ResponderPort, SynthesisPort } from '../ports.js';
import { Reply, type ReplyEvents } from './reply.js';

/** Spoken when the responder gives no answer at all. */
const ERROR_REPLY = 'I apologize, but I am having trouble processing that request right now.';

export interface VoiceSettings {
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  readonly routingPolicy?: string | undefined;
}

export interface ReplyFactoryOptions {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly synthesis: SynthesisPort;
  readonly responder: ResponderPort;
  readonly creditMs: number;
  /** The first generation is this + 1. */
  readonly generationBase: number;
  readonly voice: VoiceSettings;
  readonly history: () => readonly Turn[];
  readonly events: ReplyEvents;
  /** The responder failed. True: an apology is spoken in its place. */
  readonly responderFailed: (reply: Reply, error: ParleyError) => boolean;
}

/** Makes replies in the session's voice, each with the next generation. */
export class ReplyFactory {
  readonly #options: ReplyFactoryOptions;
  #generation: number;
  #voice: VoiceSettings;

  constructor(options: ReplyFactoryOptions) {
    this.#options = options;
    this.#generation = options.generationBase;
    this.#voice = options.voice;
  }

  get language(): string | undefined {
    return this.#voice.language;
  }

  /** Holds for the replies that are made from now on. */
  configure(voice: VoiceSettings): void {
    this.#voice = { ...this.#voice, ...voice };
  }

  /** A reply whose text the caller writes. */
  create(speculative: boolean, interruptible: boolean): Reply {
    const { sessionId, synthesis, clock, creditMs, events } = this.#options;
    this.#generation += 1;
    return new Reply({
      request: { sessionId, generation: this.#generation, speculative, ...this.#voice },
      synthesis,
      clock,
      creditMs,
      interruptible,
      events,
    });
  }

  /** A reply that the responder writes. */
  answer(text: string, speculative: boolean): Reply {
    const { sessionId, responder, history, responderFailed } = this.#options;
    const reply = this.create(speculative, true);
    reply.response = responder.respond(
      { sessionId, history: [...history()], text, language: this.#voice.language, speculative },
      {
        onText: (delta) => reply.write(delta),
        onEnd: () => reply.finishText(),
        onError: (error) => {
          if (!responderFailed(reply, error)) return;
          if (reply.heard.text === '') reply.write(ERROR_REPLY);
          reply.finishText();
        },
      },
    );
    return reply;
  }
}
