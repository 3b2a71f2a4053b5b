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
  /** Microphone audio left: the uplink clock runs. */
  audioSent(): void;
  /** `atMs` is on the uplink clock. */
  speech(event: { active: boolean; atMs: number }): void;
  asked(): void;
  measured(event: { generation: number; spansMs: Readonly<Record<string, number>> }): readonly TurnFigures[];
  sounded(generation: number): readonly TurnFigures[];
}

const MAX_TURNS = 50;

export function createTurnFigures(nowMs: () => number = () => performance.now()): TurnFigureKeeper {
  let turns: readonly TurnFigures[] = [];
  let uplinkStartMs: number | undefined;
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
      uplinkStartMs = undefined;
      waitingSinceMs = undefined;
    },
    audioSent() {
      uplinkStartMs ??= nowMs() - 20;
    },
    speech({ active, atMs }) {
      waitingSinceMs = active || uplinkStartMs === undefined ? undefined : uplinkStartMs + atMs;
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
