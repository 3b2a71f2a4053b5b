/**
 * How many of the words at the front of `whole` a separate pass over the audio before a cut wrote, or undefined
 * when the cut went through a word or the two passes disagree about it.
 *
 * The pass may have misheard words in the middle; what matters is the joint, so its last two words must be there,
 * at most one word (or a tenth) away from where counting puts them.
 */
export function wordsBeforeCut(front: readonly string[], whole: readonly string[]): number | undefined {
  if (front.length === 0) return undefined;
  const slack = Math.max(1, Math.floor(front.length / 10));
  for (const offset of offsets(slack)) {
    const count = front.length + offset;
    if (count < 1 || count > whole.length) continue;
    if (endsAlike(front, whole.slice(0, count))) return count;
  }
  return undefined;
}

/** The count of front words of `whole` that is nearest to `front` by edit distance: for a cut that must be made. */
export function nearestWordsBeforeCut(front: readonly string[], whole: readonly string[]): number {
  let row = Array.from({ length: whole.length + 1 }, (_, index) => index);
  for (const [frontIndex, word] of front.entries()) {
    const next = [frontIndex + 1];
    for (const [index, other] of whole.entries()) {
      const substituted = (row[index] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(substituted, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.indexOf(Math.min(...row));
}

function endsAlike(front: readonly string[], whole: readonly string[]): boolean {
  const depth = Math.min(2, front.length);
  if (whole.length < depth) return false;
  if (front.length < 2 && whole.length !== front.length) return false;
  for (let back = 1; back <= depth; back++) {
    if (front.at(-back) !== whole.at(-back)) return false;
  }
  return true;
}

function* offsets(most: number): Iterable<number> {
  yield 0;
  for (let step = 1; step <= most; step++) {
    yield -step;
    yield step;
  }
}
