import { ParleyError, type SessionEndReason } from '@parley/protocol';
import { Answering } from './answering.js';
import { Conversation, type Turn } from './conversation.js';
import { BargeIn } from './interruption/barge-in.js';
import { Limits } from './limits.js';
import { EchoGuard } from './listening/echo-guard.js';
import { Hearing } from './listening/hearing.js';
import type { BargeInPolicy, TurnPolicy } from './policy.js';
import type { SessionPorts, Transcript, VadWindow } from './ports.js';
import type { Session, SessionOptions, SessionSettings, SessionStatistics, TextOptions } from './session.js';
import { Mouth } from './speaking/mouth.js';
import type { Reply } from './speaking/reply.js';
import { ReplyFactory } from './speaking/reply-factory.js';
import { TextQueue } from './speaking/text-queue.js';
import { type SessionState, StateMachine, type TransitionCause } from './state-machine.js';
import { TurnClock } from './turn-clock.js';

/** Joins ears, mouth, barge-in and answers under the state machine. See `Session` for the contract. */
export class SessionCore implements Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #ports: SessionPorts;
  readonly #machine: StateMachine;
  readonly #hearing: Hearing;
  readonly #mouth: Mouth;
  readonly #bargeIn: BargeIn;
  readonly #answering: Answering;
  readonly #replies: ReplyFactory;
  readonly #queue: TextQueue;
  readonly #limits: Limits;
  readonly #conversation = new Conversation();
  readonly #turnClock: TurnClock;
  readonly #startedMs: number;
  readonly #echoGuard = new EchoGuard();
  #turnPolicy: TurnPolicy;
  #bargeInPolicy: BargeInPolicy;
  #bargeIns = 0;
  #falseInterruptions = 0;
  #lastPartial = '';
  /** Nothing more is accepted; the session ends when everything was said. */
  #ending = false;
  #closing = false;

  constructor(options: SessionOptions, ports: SessionPorts) {
    const { clock, downlink } = ports;
    this.id = options.id;
    this.#options = options;
    this.#ports = ports;
    this.#turnPolicy = options.turn;
    this.#bargeInPolicy = options.bargeIn;
    this.#startedMs = clock.nowMs();
    for (const turn of options.history ?? []) this.#conversation.add(turn);
    this.#turnClock = new TurnClock(() => clock.nowMs());
    this.#queue = new TextQueue(options.limits.maxQueuedTexts);
    this.#limits = new Limits(options.limits, clock, (reason) => this.close(reason));
    this.#machine = new StateMachine(
      () => clock.nowMs(),
      ({ from, to, cause }) => downlink.send({ type: 'state', state: to, previous: from, cause }),
    );
    this.#hearing = new Hearing({
      sessionId: options.id,
      clock,
      recognition: options.recognition ? ports.recognition : undefined,
      endOfTurn: ports.endOfTurn,
      policy: () => this.#turnPolicy,
      language: () => this.#replies.language,
      events: {
        speechStarted: (atMs) => this.#onSpeechStarted(atMs),
        dropped: (announced, atMs) => this.#onSpeechDropped(announced, atMs),
        partial: (transcript) => this.#onPartial(transcript),
        turnEnded: (atMs) => this.#onTurnEnded(atMs),
        final: (transcript) => this.#onFinal(transcript),
        failed: (error) => this.#onHearingFailed(error),
      },
    });
    this.#mouth = new Mouth(downlink, options.playout, clock, {
      frame: (pcm) => {
        this.#limits.activity();
        if (this.#bargeInPolicy.echoGuard) this.#echoGuard.played(pcm, clock.nowMs());
      },
      started: (reply) => this.#onReplyStarted(reply),
      released: (reply) =>
        downlink.send({ type: 'utterance-end', generation: reply.generation, reason: 'completed' }),
      completed: (reply) => this.#onReplyCompleted(reply),
      stopped: (reply, text, released) => this.#onReplyStopped(reply, text, released),
    });
    this.#bargeIn = new BargeIn({
      clock,
      mouth: this.#mouth,
      hearing: this.#hearing,
      policy: () => this.#bargeInPolicy,
      turnPolicy: () => this.#turnPolicy,
      recognition: options.recognition,
      events: {
        held: () => this.#machine.to('barged_in', 'speech'),
        resumed: () => {
          this.#falseInterruptions += 1;
          if (!this.#mouth.held && this.#mouth.sounding) this.#machine.to('speaking', 'resumed');
        },
        confirmed: (said) => this.#onInterruption(said),
      },
    });
    this.#replies = new ReplyFactory({
      sessionId: options.id,
      clock,
      synthesis: ports.synthesis,
      responder: ports.responder,
      creditMs: options.playout.creditMs,
      generationBase: options.generationBase ?? 0,
      voice: { language: options.language, voice: options.voice, model: options.model },
      history: () => this.#conversation.turns,
      responderFailed: (reply, error) => this.#onResponderFailed(reply, error),
      events: {
        audio: (reply) => this.#onReplyProgress(reply),
        text: (reply, delta) => {
          if (reply === this.#mouth.reply) this.#sendReplyText(reply, delta);
        },
        synthesised: (reply) => {
          if (reply === this.#mouth.reply) this.#mouth.synthesised();
          else this.#onReplyProgress(reply);
        },
        failed: (reply, error) => this.#onReplyFailed(reply, error),
      },
    });
    this.#answering = new Answering({
      free: () => this.#mouth.reply === undefined,
      prepare: (text, speculative) => this.#replies.answer(text, speculative),
      ready: (reply, userText) => {
        this.#conversation.add({ role: 'user', text: userText, interrupted: false });
        this.#play(reply);
      },
    });
  }

  get state(): SessionState {
    return this.#machine.state;
  }

  get history(): readonly Turn[] {
    return this.#conversation.turns;
  }

  start(): void {
    if (this.state !== 'idle') return;
    this.#machine.to('listening', 'started');
    this.#limits.start();
    const { greeting } = this.#options;
    if (greeting !== undefined && greeting !== '')
      this.speak(greeting, { isFinal: true, interruptible: true });
  }

  pushWindow(window: VadWindow): void {
    if (this.state === 'terminated' || this.state === 'idle') return;
    // Speech over what must not be interrupted is not meant for us.
    if (this.#mouth.sounding && !this.#bargeIn.enabled) {
      this.#hearing.overhear(window);
      return;
    }
    const heard = this.#bargeIn.withoutOverruled(this.#withoutEcho(window));
    this.#bargeIn.beforeWindow(heard.speechProbability);
    this.#hearing.push(heard);
    this.#bargeIn.afterWindow();
    if (this.#hearing.speaking) this.#limits.activity();
  }

  speak(text: string, options: TextOptions): void {
    this.#assertOpen();
    this.#queue.assertRoom();
    if (!this.#queue.continues && !this.#accepted()) return;
    this.#queue.push(text, options);
    this.#next();
  }

  ask(text: string): void {
    this.#assertOpen();
    this.#queue.assertRoom();
    if (!this.#accepted()) return;
    this.#queue.pushQuestion(text);
    this.#next();
  }

  control(command: 'PAUSE' | 'RESUME' | 'STOP'): void {
    if (this.state === 'terminated') return;
    this.#limits.activity();
    if (command === 'PAUSE' && this.#mouth.hold('client') && this.#mouth.sounding) {
      this.#machine.to('barged_in', 'client-paused');
    }
    if (command === 'RESUME' && this.#mouth.held) {
      this.#mouth.resume('client');
      this.#goOn('client-resumed');
    }
    if (command === 'STOP') this.#stopAll('client-stopped');
  }

  commit(): void {
    if (this.state === 'terminated') return;
    if (this.#bargeIn.undecided) this.#onInterruption({ text: '', complete: false });
    this.#hearing.commit();
  }

  reportPlayback(report: { generation: number; samplePosition: number; held: boolean }): void {
    if (this.state === 'terminated') return;
    this.#mouth.report(report.generation, report.samplePosition, report.held);
    // The client heard speech before we did and ducked: from here on it is an interruption like any other.
    if (report.held && report.generation === this.#mouth.reply?.generation && this.#bargeIn.enabled) {
      this.#bargeIn.holdNow();
    }
  }

  configure(settings: SessionSettings): void {
    const { turn, bargeIn, ...voice } = settings;
    this.#turnPolicy = { ...this.#turnPolicy, ...turn };
    this.#bargeInPolicy = { ...this.#bargeInPolicy, ...bargeIn };
    this.#replies.configure(voice);
    // Interruptions were switched off in the middle of one.
    if (!this.#bargeIn.enabled && this.#mouth.heldBy('speech')) this.#goOn('resumed');
  }

  tick(): void {
    this.#mouth.pump();
  }

  close(reason: SessionEndReason): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#limits.close();
    this.#bargeIn.close();
    this.#queue.clear();
    this.#answering.cancel();
    this.#hearing.close();
    this.#mouth.stop();
    this.#machine.to('terminated', 'closed');
    this.#ports.downlink.send({ type: 'ended', reason });
  }

  statistics(): SessionStatistics {
    return {
      durationMs: this.#ports.clock.nowMs() - this.#startedMs,
      messages: this.#limits.messages,
      framesReleased: this.#mouth.framesReleased,
      bargeIns: this.#bargeIns,
      falseInterruptions: this.#falseInterruptions,
      rejectedTransitions: this.#machine.rejected,
    };
  }

  /** The reply goes on, whoever speaks. */
  #goOn(cause: TransitionCause): void {
    this.#bargeIn.overrule();
    this.#mouth.resume('speech');
    if (!this.#mouth.held && this.#mouth.sounding) this.#machine.to('speaking', cause);
  }

  // ---- The person speaks -----------------------------------------------------------------------------------

  /** The window, counted as silence when it is the agent's own voice coming back. */
  #withoutEcho(window: VadWindow): VadWindow {
    if (!this.#bargeInPolicy.echoGuard) return window;
    this.#echoGuard.heard(window.samples, this.#ports.clock.nowMs());
    const isSpeech = window.speechProbability >= this.#turnPolicy.silenceThreshold;
    return isSpeech && this.#echoGuard.isEcho() ? { ...window, speechProbability: 0 } : window;
  }

  #onSpeechStarted(atMs: number): void {
    this.#limits.activity();
    this.#ports.downlink.send({ type: 'speech', active: true, atMs });
    if (this.#mouth.sounding) return;
    this.#answering.hold();
    this.#machine.to('listening', 'speech');
  }

  #onSpeechDropped(announced: boolean, atMs: number): void {
    if (announced) this.#ports.downlink.send({ type: 'speech', active: false, atMs });
    // A turn that was waiting for what might follow it is answered now.
    const waits = this.#answering.answer('');
    if (waits || this.state === 'listening') this.#rest('no-words');
  }

  #onPartial(transcript: Transcript): void {
    if (transcript.text !== this.#lastPartial && transcript.text !== '') {
      this.#lastPartial = transcript.text;
      this.#sendTranscript(transcript, false);
    }
    if (this.#bargeIn.partial(transcript)) return;
    if (
      transcript.flushed &&
      transcript.text !== '' &&
      !this.#hearing.speaking &&
      this.#mouth.reply === undefined
    ) {
      this.#answering.speculate(transcript.text);
    }
  }

  #onTurnEnded(atMs: number): void {
    this.#turnClock.committed(this.#hearing.lastSpeechAtMs);
    this.#ports.downlink.send({ type: 'speech', active: false, atMs });
    if (!this.#mouth.sounding) this.#machine.to('processing', 'turn-ended');
  }

  #onFinal(transcript: Transcript | undefined): void {
    const text = transcript?.text.trim() ?? '';
    this.#lastPartial = '';
    this.#turnClock.recognised();
    if (transcript !== undefined && text !== '') {
      this.#sendTranscript(transcript, true);
      if (!this.#accepted()) {
        if (this.#answering.answer('')) this.#rest('no-words');
        return;
      }
    }
    // A new utterance is under way: this one will be answered together with it.
    if (this.#answering.answer(text)) {
      if (this.#hearing.open && this.#hearing.speaking) this.#answering.hold();
    } else {
      this.#rest('no-words');
    }
  }

  #onHearingFailed(error: ParleyError): void {
    this.#bargeIn.recognitionFailed();
    this.#sendError(error);
  }

  #onInterruption(said: { text: string; complete: boolean }): void {
    this.#bargeIns += 1;
    this.#queue.clear();
    this.#answering.hold();
    this.#machine.to('barged_in', 'interruption');
    this.#mouth.stop();
    if (said.complete) this.#answering.speculate(said.text);
  }

  // ---- The agent answers -----------------------------------------------------------------------------------

  #onReplyProgress(reply: Reply): void {
    if (reply === this.#mouth.reply) this.#mouth.pump();
    else if (reply === this.#answering.prepared) this.#answering.checkReady();
  }

  #play(reply: Reply): void {
    if (reply.heard.text !== '') this.#sendReplyText(reply, reply.heard.text);
    this.#mouth.play(reply);
  }

  #onReplyStarted(reply: Reply): void {
    this.#limits.activity();
    this.#machine.to('speaking', 'first-frame');
    const spansMs = this.#turnClock.answered(reply.marks);
    if (spansMs !== undefined) {
      this.#ports.downlink.send({ type: 'turn-stats', generation: reply.generation, spansMs });
    }
  }

  #onReplyCompleted(reply: Reply): void {
    this.#finishReply(reply, { heard: reply.heard.text, unheard: '' }, false);
    this.#bargeIn.replyEnded();
    this.#rest('reply-completed');
  }

  #onReplyStopped(reply: Reply, text: { heard: string; unheard: string }, released: boolean): void {
    this.#finishReply(reply, text, true);
    // Told as completed when its last frame left.
    if (!released) {
      this.#ports.downlink.send({ type: 'utterance-end', generation: reply.generation, reason: 'stopped' });
    }
    this.#bargeIn.replyEnded();
    if (this.state !== 'terminated') this.#machine.to('listening', 'stopped');
  }

  #onReplyFailed(reply: Reply, error: ParleyError): void {
    if (reply === this.#mouth.reply) {
      this.#sendError(error);
      this.#mouth.stop();
      this.#rest('reply-failed');
    } else if (reply === this.#answering.prepared && this.#answering.failed()) {
      this.#sendError(error);
      this.#rest('reply-failed');
    }
  }

  /** Returns whether to apologise. A reply that may never be wanted fails in silence, and is tried again when it is. */
  #onResponderFailed(reply: Reply, error: ParleyError): boolean {
    if (reply === this.#answering.prepared && !this.#answering.busy) {
      this.#answering.failed();
      return false;
    }
    this.#sendError(error);
    return true;
  }

  #finishReply(reply: Reply, text: { heard: string; unheard: string }, interrupted: boolean): void {
    this.#queue.end(reply);
    this.#conversation.add({ role: 'assistant', text: text.heard, interrupted });
    this.#ports.downlink.send({
      type: 'reply-text',
      generation: reply.generation,
      text: text.heard,
      isFinal: true,
      ...(interrupted ? { unheard: text.unheard } : {}),
    });
  }

  // ---- What comes next -------------------------------------------------------------------------------------

  /** Nothing is being said: speaks what waits, else waits for the person. */
  #rest(cause: TransitionCause): void {
    if (this.#closing || this.#mouth.reply !== undefined) return;
    // Nobody begins to speak over the person.
    if (this.#hearing.open && this.#hearing.speaking) this.#answering.hold();
    if (this.#answering.busy || this.#hearing.awaitingFinal) {
      this.#machine.to('listening', cause);
      this.#machine.to('processing', cause);
      this.#answering.checkReady();
      return;
    }
    const listening = this.#hearing.open || !this.#options.recognition;
    this.#machine.to(listening ? 'listening' : 'waiting_for_input', cause);
    this.#next();
  }

  #next(): void {
    const current = this.#mouth.reply;
    if (current !== undefined) {
      this.#queue.continueInto(current);
      return;
    }
    if (this.#answering.busy || this.#hearing.open || this.#hearing.awaitingFinal) return;
    const entry = this.#queue.shift();
    if (entry === undefined) {
      if (this.#ending) this.close('max_messages');
      return;
    }
    if (entry.kind === 'question') {
      this.#turnClock.asked();
      this.#machine.to('processing', 'text');
      if (!this.#answering.answer(entry.text)) this.#rest('no-words');
      return;
    }
    const reply = this.#replies.create(false, entry.interruptible);
    this.#queue.begin(reply, entry);
    this.#play(reply);
  }

  #stopAll(cause: TransitionCause): void {
    this.#queue.clear();
    this.#hearing.dropFinishing();
    this.#answering.cancel();
    if (this.#mouth.reply !== undefined) this.#mouth.stop();
    this.#rest(cause);
  }

  /** Counts a message. The one beyond the limit is refused; what was accepted is still said, then the session ends. */
  #accepted(): boolean {
    if (this.#limits.message()) return true;
    const { maxMessages } = this.#options.limits;
    this.#sendError(
      new ParleyError('LIMIT_EXCEEDED', `This session takes no more than ${maxMessages} messages.`),
    );
    this.#ending = true;
    if (this.#mouth.reply === undefined && !this.#answering.busy) this.#rest('no-words');
    return false;
  }

  #assertOpen(): void {
    if (this.state === 'terminated') throw new ParleyError('CONNECTION_ERROR', 'The session has ended.');
  }

  #sendTranscript(transcript: Transcript, isFinal: boolean): void {
    const { text, confidence, language } = transcript;
    this.#ports.downlink.send({ type: 'transcript', text, isFinal, confidence, language });
  }

  #sendReplyText(reply: Reply, text: string): void {
    this.#ports.downlink.send({ type: 'reply-text', generation: reply.generation, text, isFinal: false });
  }

  #sendError(error: ParleyError): void {
    const { code, message, retryAfterMs } = error;
    this.#ports.downlink.send({
      type: 'error',
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
}
