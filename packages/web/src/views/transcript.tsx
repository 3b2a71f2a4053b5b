import { useEffect, useRef, useState } from 'react';
import type { Entry } from '../conversation/entries.js';

interface TranscriptProps {
  readonly entries: readonly Entry[];
  readonly agentName: string;
  /** The newest reply is frozen. */
  readonly held: boolean;
  /** Shown while nothing was said. */
  readonly hint: string;
}

/** Follow the newest line only when the reader is this near to it. */
const FOLLOW_PX = 120;

/** What was said, as a script: who in the margin, words beside it. */
export function Transcript({ entries, agentName, held, hint }: TranscriptProps) {
  const ref = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [behind, setBehind] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new words are what moves the page
  useEffect(() => {
    const box = ref.current;
    if (box && following.current) box.scrollTop = box.scrollHeight;
  }, [entries]);

  // What opens below takes room: the newest line stays in sight.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const box = ref.current;
    if (!box) return;
    following.current = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
    setBehind(!following.current);
  };
  const toNewest = () => {
    following.current = true;
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
    ref.current?.focus();
  };
  const newestReply = entries.findLast((entry) => entry.side === 'agent');

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="transcript" ref={ref} onScroll={onScroll} tabIndex={0} aria-label="Conversation">
      {entries.length === 0 && <p className="hint">{hint}</p>}
      <ol>
        {entries.map((entry, i) => (
          <li
            key={entry.id}
            className={`entry entry-${entry.side}`}
            data-again={entries[i - 1]?.side === entry.side}
          >
            <span className="who">{entry.side === 'agent' ? agentName : 'You'}</span>
            <Words entry={entry} held={held && entry === newestReply} />
          </li>
        ))}
      </ol>
      {behind && (
        <button type="button" className="secondary to-newest" onClick={toNewest}>
          Newest words
        </button>
      )}
      <LiveRegion entries={entries} agentName={agentName} />
    </section>
  );
}

function Words({ entry, held }: { readonly entry: Entry; readonly held: boolean }) {
  if (entry.side === 'person') {
    return <p className={entry.isFinal ? 'words' : 'words words-partial'}>{entry.text}</p>;
  }
  return (
    <p className="words">
      {entry.unheard === '' ? entry.text : entry.text.trimEnd()}
      {entry.unheard !== '' && (
        <>
          {/^[.,;:!?]/.test(entry.unheard) ? '' : ' '}
          <del>
            <span className="sr-only"> Not heard: </span>
            {entry.unheard.trim()}
          </del>
        </>
      )}
      {held && <span className="held-tag">held</span>}
    </p>
  );
}

/** Tells screen readers finished contributions only: partials would talk over the agent. */
function LiveRegion({
  entries,
  agentName,
}: {
  readonly entries: readonly Entry[];
  readonly agentName: string;
}) {
  const last = entries.findLast((entry) => entry.isFinal);
  return (
    <p className="sr-only" aria-live="polite">
      {last === undefined ? '' : `${last.side === 'agent' ? agentName : 'You'}: ${last.text}`}
    </p>
  );
}
