import type { ReplyEvent, TranscriptEvent } from '@parley/client';

/** One contribution, in the order in which they began. */
export type Entry =
  | {
      readonly side: 'person';
      readonly id: string;
      readonly text: string;
      readonly isFinal: boolean;
      readonly typed: boolean;
    }
  | {
      readonly side: 'agent';
      readonly id: string;
      readonly generation: number;
      /** Written so far; once final, what was heard. */
      readonly text: string;
      readonly isFinal: boolean;
      /** The rest, which nobody heard. */
      readonly unheard: string;
    };

/** Older entries leave the page. */
const MAX_ENTRIES = 400;

let counter = 0;
function nextId(): string {
  counter += 1;
  return `entry-${counter}`;
}

export function withTyped(entries: readonly Entry[], text: string): readonly Entry[] {
  return append(entries, { side: 'person', id: nextId(), text, isFinal: true, typed: true });
}

/** A partial replaces the one before it; an empty final takes it away. */
export function withTranscript(entries: readonly Entry[], event: TranscriptEvent): readonly Entry[] {
  const open = entries.findLast((entry) => entry.side === 'person' && !entry.isFinal);
  if (event.text.trim() === '') {
    return event.isFinal ? entries.filter((entry) => entry !== open) : entries;
  }
  const { text, isFinal } = event;
  if (open === undefined)
    return append(entries, { side: 'person', id: nextId(), text, isFinal, typed: false });
  return entries.map((entry) => (entry === open ? { ...open, text, isFinal } : entry));
}

export function withReply(entries: readonly Entry[], event: ReplyEvent): readonly Entry[] {
  const known = entries.find((entry) => entry.side === 'agent' && entry.generation === event.generation);
  const { generation, text, isFinal, unheard = '' } = event;
  const entry: Entry = { side: 'agent', id: known?.id ?? nextId(), generation, text, isFinal, unheard };
  if (known === undefined) return text === '' && unheard === '' ? entries : append(entries, entry);
  return entries.map((other) => (other === known ? entry : other));
}

/** New sessions count generations anew, so entries of the one before must not be taken for theirs. */
export function withSessionBreak(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) =>
    entry.side === 'agent' ? { ...entry, generation: -1, isFinal: true } : { ...entry, isFinal: true },
  );
}

function append(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  return [...entries, entry].slice(-MAX_ENTRIES);
}
