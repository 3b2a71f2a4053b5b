/**
 * How many tokens at the front of `current` can be kept for good: those that the pass before wrote too, up to a
 * word's end, without the last `holdBack` tokens, which a recogniser still guesses at.
 */
export function agreedLength(
  previous: readonly number[],
  current: readonly number[],
  beginsWord: (token: number) => boolean,
  holdBack: number,
): number {
  const most = Math.min(previous.length, current.length - holdBack);
  let length = 0;
  while (length < most && previous[length] === current[length]) length++;
  // "me" may become "me," or "meet": a word is whole only once the next one has begun.
  while (length > 0 && !beginsWord(current[length] ?? -1)) length--;
  return length;
}
