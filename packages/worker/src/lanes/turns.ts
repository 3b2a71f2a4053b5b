/**
 * Takes turns among the calls of one lane: one piece of work each, in order of asking, with a look at the lane's
 * mail after every piece, so that a stop is heard between two pieces and no call starves another.
 */
export interface Turns {
  /**
   * Resolves when it is the caller's turn to compute one piece. `urgent` goes before what is not: the first piece
   * of a reply, which somebody is waiting for in silence.
   */
  take(urgent: boolean): Promise<void>;
}

export function createTurns(): Turns {
  const urgentOnes: (() => void)[] = [];
  const others: (() => void)[] = [];
  let scheduled = false;

  function next(): void {
    scheduled = false;
    const grant = urgentOnes.shift() ?? others.shift();
    grant?.();
    schedule();
  }

  function schedule(): void {
    if (scheduled || (urgentOnes.length === 0 && others.length === 0)) return;
    scheduled = true;
    setImmediate(next);
  }

  return {
    take(urgent) {
      return new Promise((resolve) => {
        (urgent ? urgentOnes : others).push(resolve);
        schedule();
      });
    },
  };
}
