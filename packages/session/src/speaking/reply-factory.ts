import { ParleyError } from '@parley/protocol';
import type { Clock } from '../clock.js';
import type { Turn } from '../conversation.js';
import type { ResponderPort, SynthesisPort } from '../ports.js';
import { Reply, type ReplyEvents } from './reply.js';

/** Spoken when the responder gives no answer at all. */
const ERROR_REPLY = "I apologize, but I'm having trouble processing that request right now.";

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
  /** Who spoke last; at first who was chosen at the start. */
  #proven: VoiceSettings;

  constructor(options: ReplyFactoryOptions) {
    this.#options = options;
    this.#generation = options.generationBase;
    this.#voice = options.voice;
    this.#proven = options.voice;
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
    const voice = this.#voice;
    return new Reply({
      request: { sessionId, generation: this.#generation, speculative, ...voice },
      synthesis,
      clock,
      creditMs,
      interruptible,
      events: {
        ...events,
        audio: (reply, first) => {
          if (first) this.#proven = voice;
          events.audio(reply, first);
        },
        failed: (reply, error) => events.failed(reply, this.#giveWay(reply, voice, error)),
      },
    });
  }

  /** A choice that cannot be had is taken back, or every reply would fail; one that is only busy may come yet. */
  #giveWay(reply: Reply, { model, voice }: VoiceSettings, error: ParleyError): ParleyError {
    const former = this.#proven;
    const isUntried = model !== former.model || voice !== former.voice;
    const isBusy = error.retryAfterMs !== undefined;
    if (!isUntried || isBusy || reply.marks.firstAudioMs !== undefined) return error;
    if (this.#voice.model === model && this.#voice.voice === voice)
      this.#voice = { ...this.#voice, model: former.model, voice: former.voice };
    return new ParleyError(error.code, `${error.message}; the voice stays as it was`, { cause: error });
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
