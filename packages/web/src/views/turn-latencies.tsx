import type { TurnFigures } from '../conversation/turn-figures.js';

/** The stages of a turn, in their order, and what to call them. */
const STAGES: readonly (readonly [string, string])[] = [
  ['endpointing', 'end of turn'],
  ['asr', 'recognise'],
  ['responder', 'answer'],
  ['tts', 'speak'],
  ['playout', 'send'],
];
const SHOWN = 6;

/** How long each of the last turns took, and where the time went. */
export function TurnLatencies({ turns }: { readonly turns: readonly TurnFigures[] }) {
  const shown = turns.slice(-SHOWN).reverse();
  const longest = Math.max(400, ...shown.map((turn) => totalMs(turn)));
  if (shown.length === 0) return <p className="hint-small">Latencies appear with the first answer.</p>;
  return (
    <table className="latencies">
      <caption className="sr-only">Latency of the last turns in milliseconds</caption>
      <thead>
        <tr>
          <th scope="col">Turn</th>
          <th scope="col">Where the time went</th>
          <th scope="col">Heard after</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((turn, i) => (
          <tr key={turn.generation}>
            <th scope="row">{turns.length - i}</th>
            <td>
              <span className="stages" style={{ inlineSize: `${(100 * totalMs(turn)) / longest}%` }}>
                {STAGES.map(([key, name]) => (
                  <Stage key={key} stage={key} name={name} durationMs={turn.spansMs[key] ?? 0} />
                ))}
              </span>
            </td>
            <td>{turn.heardAfterMs === undefined ? '–' : `${Math.round(turn.heardAfterMs)} ms`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Stage({ stage, name, durationMs }: { stage: string; name: string; durationMs: number }) {
  if (durationMs < 1) return null;
  const shown = Math.round(durationMs);
  return (
    <span className="stage" data-stage={stage} style={{ flexGrow: durationMs }} title={`${name} ${shown} ms`}>
      <span>{name} </span>
      <b>{shown}</b>
    </span>
  );
}

function totalMs({ spansMs, heardAfterMs }: TurnFigures): number {
  const { total, ...stages } = spansMs;
  return total ?? (Object.values(stages).reduce((sum, value) => sum + value, 0) || (heardAfterMs ?? 0));
}
