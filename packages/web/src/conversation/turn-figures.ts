/** Where the time of one turn went, in ms. */
export interface TurnFigures {
  readonly generation: number;
  /** As the server measured them. */
  readonly spansMs: Readonly<Record<string, number>>;
  /** From the end of what the person said, or the sending of what they typed, to the first sound here. */
  readonly heardAfterMs: number | undefined;
}

export interface TurnFigureKeeper {
  sessionOpened(): void;
  /** Loudness of the last 20 ms of the microphone. */
  personLevel(rms: number): void;
  /** The server heard the person start or stop. */
  speech(active: boolean): void;
  asked(): void;
  measured(event: { generation: number; spansMs: Readonly<Record<string, number>> }): readonly TurnFigures[];
  sounded(generation: number): readonly TurnFigures[];
}

const MAX_TURNS = 50;
/** What is louder counts as the person's voice: −45 dBFS. */
const VOICE_RMS = 10 ** (-45 / 20);

export function createTurnFigures(nowMs: () => number = () => performance.now()): TurnFigureKeeper {
  let turns: readonly TurnFigures[] = [];
  /** When the person was last loud: what a listener would call the end of the sentence. */
  let loudUntilMs: number | undefined;
  let waitingSinceMs: number | undefined;

  function merge(generation: number, change: Partial<TurnFigures>): readonly TurnFigures[] {
    const known = turns.find((turn) => turn.generation === generation);
    const turn = { generation, spansMs: {}, heardAfterMs: undefined, ...known, ...change };
    turns = [...turns.filter((other) => other !== known), turn].slice(-MAX_TURNS);
    return turns;
  }

  return {
    sessionOpened() {
      turns = turns.map((turn) => ({ ...turn, generation: -Math.abs(turn.generation) - 1 }));
      loudUntilMs = undefined;
      waitingSinceMs = undefined;
    },
    personLevel(rms) {
      if (rms > VOICE_RMS) loudUntilMs = nowMs();
    },
    speech(active) {
      waitingSinceMs = active ? undefined : loudUntilMs;
    },
    asked() {
      waitingSinceMs = nowMs();
    },
    measured: ({ generation, spansMs }) => merge(generation, { spansMs }),
    sounded(generation) {
      if (waitingSinceMs === undefined) return turns;
      const heardAfterMs = Math.max(0, nowMs() - waitingSinceMs);
      waitingSinceMs = undefined;
      return merge(generation, { heardAfterMs });
    },
  };
}
