/**
 * Times one turn from the person's last speech to the agent's first frame, and says where the time went. What was
 * done ahead of time costs nothing: each span counts only what the turn had to wait for.
 */
export class TurnClock {
  readonly #nowMs: () => number;
  #turn: { speechEndMs: number; committedMs: number; recognisedMs?: number } | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The end of the turn is certain; the person was last heard at `speechEndMs`. */
  committed(speechEndMs: number): void {
    this.#turn = { speechEndMs, committedMs: this.#nowMs() };
  }

  recognised(): void {
    if (this.#turn !== undefined) this.#turn.recognisedMs = this.#nowMs();
  }

  /** A typed question begins a turn of its own. */
  asked(): void {
    const nowMs = this.#nowMs();
    this.#turn = { speechEndMs: nowMs, committedMs: nowMs, recognisedMs: nowMs };
  }

  /** The reply sounds. Undefined when it answers no turn. */
  answered(marks: { firstTextMs?: number; firstAudioMs?: number }): Record<string, number> | undefined {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn?.recognisedMs === undefined) return undefined;
    const soundMs = this.#nowMs();
    const textMs = Math.max(turn.recognisedMs, marks.firstTextMs ?? turn.recognisedMs);
    const audioMs = Math.max(textMs, marks.firstAudioMs ?? textMs);
    return {
      endpointing: turn.committedMs - turn.speechEndMs,
      asr: turn.recognisedMs - turn.committedMs,
      responder: textMs - turn.recognisedMs,
      tts: audioMs - textMs,
      playout: soundMs - audioMs,
      total: soundMs - turn.speechEndMs,
    };
  }
}
