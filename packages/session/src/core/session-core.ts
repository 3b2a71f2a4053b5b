import { ParleyError, type SessionEndReason } from '@parley/protocol';
import type { Turn } from '../conversation.js';
import type { SessionPorts, VadWindow } from '../ports.js';
import type { Session, SessionOptions, SessionSettings, SessionStatistics, TextOptions } from '../session.js';
import type { SessionState } from '../state-machine.js';
import { createSessionParts, type SessionParts } from './session-parts.js';

/**
 * What a person says comes so much later than the word of their client that they speak: packets, the jitter buffer of
 * the receiver, a window of voice activity. Resuming earlier played 100 ms of the reply into the person's speech.
 */
const AUDIO_LAG_MS = 200;

/** Hands what the client does to the parts of the session. See `Session` for the contract. */
export class SessionCore implements Session {
  readonly id: string;
  readonly #greeting: string | undefined;
  readonly #parts: SessionParts;
  readonly #startedMs: number;
  #closing = false;

  constructor(options: SessionOptions, ports: SessionPorts) {
    this.id = options.id;
    this.#greeting = options.greeting;
    this.#startedMs = ports.clock.nowMs();
    this.#parts = createSessionParts(options, ports, (reason) => this.close(reason));
    for (const turn of options.history ?? []) this.#parts.conversation.add(turn);
  }

  get state(): SessionState {
    return this.#parts.machine.state;
  }

  get history(): readonly Turn[] {
    return this.#parts.conversation.turns;
  }

  start(): void {
    if (this.state !== 'idle') return;
    this.#parts.machine.to('listening', 'started');
    this.#parts.limits.start();
    if (this.#greeting !== undefined && this.#greeting !== '')
      this.speak(this.#greeting, { isFinal: true, interruptible: true });
  }

  pushWindow(window: VadWindow): void {
    if (this.state === 'terminated' || this.state === 'idle') return;
    this.#parts.uplink.push(window);
  }

  speak(text: string, options: TextOptions): void {
    this.#assertOpen();
    this.#parts.turnTaking.speak(text, options);
  }

  ask(text: string): void {
    this.#assertOpen();
    this.#parts.turnTaking.ask(text);
  }

  control(command: 'PAUSE' | 'RESUME' | 'STOP'): void {
    if (this.state === 'terminated') return;
    const { limits, interruptions, turnTaking } = this.#parts;
    limits.activity();
    if (command === 'PAUSE') interruptions.pause();
    if (command === 'RESUME') interruptions.resume();
    if (command === 'STOP') turnTaking.stopAll('client-stopped');
  }

  commit(): void {
    if (this.state === 'terminated') return;
    const { bargeIn, hearing, interruptions } = this.#parts;
    if (bargeIn.undecided) interruptions.confirmed({ text: '', complete: false });
    hearing.commit();
  }

  reportPlayback(report: { generation: number; samplePosition: number; held: boolean }): void {
    if (this.state === 'terminated') return;
    const { bargeIn, mouth } = this.#parts;
    mouth.report(report.generation, report.samplePosition, report.held);
    // The client heard speech before we did and ducked: from here on it is an interruption like any other.
    if (report.held && report.generation === mouth.reply?.generation && bargeIn.enabled)
      bargeIn.holdNow(AUDIO_LAG_MS);
  }

  configure(settings: SessionSettings): void {
    const { policies, bargeIn, mouth, replies, interruptions } = this.#parts;
    const { turn, bargeIn: bargeInChanges, ...voice } = settings;
    policies.turn = { ...policies.turn, ...turn };
    policies.bargeIn = { ...policies.bargeIn, ...bargeInChanges };
    replies.configure(voice);
    // Interruptions were switched off in the middle of one.
    if (!bargeIn.enabled && mouth.heldBy('speech')) interruptions.overrule('resumed');
  }

  tick(): void {
    this.#parts.mouth.pump();
  }

  close(reason: SessionEndReason): void {
    if (this.#closing) return;
    this.#closing = true;
    const { downlink, machine, limits, bargeIn, answering, hearing, mouth, silence, turnTaking } =
      this.#parts;
    turnTaking.close();
    limits.close();
    bargeIn.close();
    answering.cancel();
    hearing.close();
    mouth.stop();
    silence.close();
    machine.to('terminated', 'closed');
    downlink.send({ type: 'ended', reason });
  }

  statistics(): SessionStatistics {
    const { clock, limits, mouth, machine, interruptions } = this.#parts;
    return {
      durationMs: clock.nowMs() - this.#startedMs,
      messages: limits.messages,
      framesReleased: mouth.framesReleased,
      bargeIns: interruptions.confirmedCount,
      falseInterruptions: interruptions.falseCount,
      rejectedTransitions: machine.rejected,
    };
  }

  #assertOpen(): void {
    if (this.state === 'terminated') throw new ParleyError('CONNECTION_ERROR', 'The session has ended.');
  }
}
