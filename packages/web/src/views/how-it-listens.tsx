/** A short exchange as the band of the call view would show it: a "mm-hm" holds the reply, a "wait" ends it. */
export function HowItListens() {
  return (
    <figure className="figure">
      <svg viewBox="0 0 720 190" aria-hidden="true">
        <g className="figure-wash">
          <rect x="212" y="30" width="66" height="62" />
          <rect x="470" y="30" width="58" height="62" />
        </g>
        <line className="figure-line" x1="0" x2="720" y1="96" y2="96" />
        <g className="fill-agent">{bars(AGENT, 92, -1)}</g>
        <g className="fill-person">{bars(PERSON, 100, 1)}</g>
        <g className="figure-mark">
          <line x1="212" x2="212" y1="24" y2="96" />
          <line x1="278" x2="278" y1="24" y2="96" />
          <line x1="470" x2="470" y1="24" y2="96" />
          <line className="figure-stop" x1="528" x2="528" y1="24" y2="96" />
        </g>
        <g className="figure-label">
          <text x="212" y="16">
            holds
          </text>
          <text x="278" y="16">
            goes on
          </text>
          <text className="figure-again" x="470" y="16">
            holds
          </text>
          <text x="528" y="16">
            stops, and listens
          </text>
        </g>
        <g className="figure-words">
          <text x="214" y="180">
            “mm-hm”
          </text>
          <text className="figure-end" x="716" y="180">
            “wait, what about Monday?”
          </text>
        </g>
      </svg>
      <figcaption>
        It is silent the moment you speak. A nod and it goes on where it was; a word and it is your turn.
      </figcaption>
    </figure>
  );
}

/** Where each stretch of sound begins and ends, in drawing units. */
const AGENT = [
  [8, 210],
  [280, 468],
] as const;
const PERSON = [
  [210, 252],
  [466, 640],
] as const;
const STEP = 7;
const TALLEST = 52;

function bars(stretches: readonly (readonly [number, number])[], base: number, direction: 1 | -1) {
  return stretches.flatMap(([from, to]) =>
    Array.from({ length: Math.floor((to - from) / STEP) }, (_, i) => {
      const x = from + i * STEP;
      // Syllables: a slow swell times a fast one, the same at every drawing.
      const swell = Math.abs(Math.sin(x * 0.047 + direction) * Math.cos(x * 0.211)) ** 0.7;
      const height = 5 + TALLEST * swell;
      return (
        <rect key={x} x={x} y={direction < 0 ? base - height : base} width="4.5" height={height} rx="2.25" />
      );
    }),
  );
}
