/** How the endings of a word sound after its stem (American English). */

/** After these a t between vowels is flapped: "waited". */
const BEFORE_FLAP: ReadonlySet<string> = new Set('AIOWYiuæɑəɛɪɹʊʌ');

/** Adds -s. */
export function plural(stem: string): string {
  const last = stem.at(-1) ?? '';
  if ('ptkfθ'.includes(last)) return `${stem}s`;
  if ('szʃʒʧʤ'.includes(last)) return `${stem}ᵻz`;
  return `${stem}z`;
}

/** Adds -ed. */
export function past(stem: string): string {
  const last = stem.at(-1) ?? '';
  if ('pkfθʃsʧ'.includes(last)) return `${stem}t`;
  if (last === 'd') return `${stem}ᵻd`;
  if (last !== 't') return `${stem}d`;
  return BEFORE_FLAP.has(stem.at(-2) ?? '') ? `${stem.slice(0, -1)}ɾᵻd` : `${stem}ᵻd`;
}

/** Adds -ing. */
export function gerund(stem: string): string {
  if (stem.endsWith('t') && BEFORE_FLAP.has(stem.at(-2) ?? '')) return `${stem.slice(0, -1)}ɾɪŋ`;
  return `${stem}ɪŋ`;
}

/** A way to take a written word apart: the stem to look up, and how the ending sounds. */
export interface Inflection {
  readonly stem: string;
  readonly sound: (stem: string) => string;
}

/** The stems a word may come from, likeliest first. The caller takes the first that it knows. */
export function inflections(word: string): Inflection[] {
  const found: Inflection[] = [];
  const cut = (letters: number, ending = ''): string => word.slice(0, -letters) + ending;
  const length = word.length;
  if (length > 2 && word.endsWith('s')) {
    if (!word.endsWith('ss')) found.push({ stem: cut(1), sound: plural });
    if (word.endsWith("'s")) found.push({ stem: cut(2), sound: plural });
    if (length > 4 && word.endsWith('es') && !word.endsWith('ies'))
      found.push({ stem: cut(2), sound: plural });
    if (length > 4 && word.endsWith('ies')) found.push({ stem: cut(3, 'y'), sound: plural });
  }
  if (length > 3 && word.endsWith('d')) {
    if (!word.endsWith('dd')) found.push({ stem: cut(1), sound: past });
    if (length > 4 && word.endsWith('ed') && !word.endsWith('eed')) found.push({ stem: cut(2), sound: past });
    if (length > 4 && word.endsWith('ied')) found.push({ stem: cut(3, 'y'), sound: past });
    if (/([bdgklmnprtvz])\1ed$/.test(word)) found.push({ stem: cut(3), sound: past });
  }
  if (length > 4 && word.endsWith('ing')) {
    if (length > 5) found.push({ stem: cut(3), sound: gerund });
    found.push({ stem: cut(3, 'e'), sound: gerund });
    if (length > 5 && /([bcdgklmnprstvxz])\1ing$|cking$/.test(word))
      found.push({ stem: cut(4), sound: gerund });
  }
  return found;
}
