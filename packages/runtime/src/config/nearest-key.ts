/**
 * The candidate that was probably meant: the one with the fewest edits, if they are few for its length.
 * A candidate may be a dotted path; then its last part is compared as well.
 */
export function nearestKey(key: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const last = candidate.slice(candidate.lastIndexOf('.') + 1);
    const distance = Math.min(editDistance(key, candidate), editDistance(key, last));
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best !== undefined && best.distance <= Math.max(1, Math.floor(key.length / 3))
    ? best.candidate
    : undefined;
}

/**
 * Edits between two keys, with two letters swapped as one edit (optimal string alignment). Case, `_` and `-` do not
 * count, since people mix their styles.
 */
function editDistance(left: string, right: string): number {
  const a = left.toLowerCase().replaceAll(/[_-]/g, '');
  const b = right.toLowerCase().replaceAll(/[_-]/g, '');
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  let beforePrevious: number[] = [];
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          substituted,
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          swapped ? (beforePrevious[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
