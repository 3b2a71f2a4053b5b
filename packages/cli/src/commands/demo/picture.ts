import type { ConversationResult } from './results.js';
import type { Mark } from './timeline.js';

const ROW_SECONDS = 20;
const WIDTH = 1200;
const MARGIN = 70;
const ROW_HEIGHT = 172;
const LANE_HEIGHT = 46;
const PX_PER_MS = (WIDTH - MARGIN - 20) / (ROW_SECONDS * 1000);

const COLOURS = { caller: '#2f6f8f', agent: '#b4552d', hold: '#c79a00', resume: '#3c8c4f', flush: '#b3261e' };

/** Width of a letter of a label, about: the fonts of people differ. */
const LETTER_WIDTH = 6.5;

/** The conversation as SVG: both voices over time, what was said, and where the agent held, went on and stopped. */
export function drawTimeline(result: ConversationResult): string {
  const rows = Math.ceil(result.durationMs / (ROW_SECONDS * 1000));
  const height = rows * ROW_HEIGHT + 50;
  const body = Array.from({ length: rows }, (_, row) => drawRow(result, row)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif"><title>A conversation with parley</title>
<rect width="${WIDTH}" height="${height}" fill="#fcfbf8"/>
<text x="${MARGIN}" y="26" font-size="15" fill="#333">A conversation with parley: ${result.turns.length} turns, ${result.interruptions.length} interruptions</text>
${legend()}
${body}
</svg>
`;
}

function legend(): string {
  const items = [
    [COLOURS.hold, 'hold: somebody speaks, silence at once'],
    [COLOURS.resume, 'resume: it was nothing'],
    [COLOURS.flush, 'stop: it was meant'],
  ] as const;
  let x = WIDTH - 20;
  return items
    .toReversed()
    .map(([colour, text]) => {
      const entry = `<text x="${x}" y="26" font-size="11" text-anchor="end" fill="${colour}">${text}</text>`;
      x -= text.length * 6 + 24;
      return entry;
    })
    .join('');
}

/** From each hold to what became of it. */
function holds(marks: readonly Mark[]): { fromMs: number; toMs: number }[] {
  return marks.flatMap(({ kind, atMs }) => {
    if (kind !== 'hold') return [];
    const end = marks.find((mark) => mark.atMs > atMs && (mark.kind === 'resume' || mark.kind === 'flush'));
    return end === undefined ? [] : [{ fromMs: atMs, toMs: end.atMs }];
  });
}

function drawRow(result: ConversationResult, row: number): string {
  const fromMs = row * ROW_SECONDS * 1000;
  const top = 44 + row * ROW_HEIGHT;
  const callerY = top + 46;
  const agentY = callerY + LANE_HEIGHT + 16;
  const x = (ms: number): number => MARGIN + (ms - fromMs) * PX_PER_MS;
  const inRow = (ms: number): boolean => ms >= fromMs && ms < fromMs + ROW_SECONDS * 1000;
  const parts = [
    ...holds(result.timeline.marks)
      .filter(({ fromMs: start, toMs }) => inRow(start) || inRow(toMs))
      .map(({ fromMs: start, toMs }) => {
        const left = Math.max(MARGIN, x(start));
        const width = Math.min(WIDTH - 20, x(toMs)) - left;
        return `<rect x="${left.toFixed(1)}" y="${agentY - LANE_HEIGHT / 2 - 4}" width="${width.toFixed(1)}" height="${LANE_HEIGHT + 8}" fill="${COLOURS.hold}" opacity="0.15"/>`;
      }),
    lane('caller', callerY, COLOURS.caller),
    lane('agent', agentY, COLOURS.agent),
    ...result.callerSpoke.map(({ atMs, clip }) => wave(clip, 16, atMs, fromMs, callerY, COLOURS.caller)),
    wave(result.agentAudio, 48, result.agentStartedMs, fromMs, agentY, COLOURS.agent),
    ...ticks(fromMs, top, x),
    ...result.timeline.marks
      .filter(({ atMs }) => inRow(atMs))
      .map((mark) => drawMark(mark, x(mark.atMs), top, callerY, agentY)),
  ];
  return parts.join('\n');
}

function lane(name: string, y: number, colour: string): string {
  return `<text x="${MARGIN - 12}" y="${y + 4}" font-size="12" text-anchor="end" fill="${colour}">${name}</text><line x1="${MARGIN}" x2="${WIDTH - 20}" y1="${y}" y2="${y}" stroke="#ddd8cc"/>`;
}

/** The envelope of the audio, one vertical line a pixel. */
function wave(
  samples: Int16Array,
  samplesPerMs: number,
  atMs: number,
  fromMs: number,
  y: number,
  colour: string,
): string {
  const msPerPixel = 1 / PX_PER_MS;
  let path = '';
  for (let pixel = 0; pixel < WIDTH - MARGIN - 20; pixel += 1) {
    const start = Math.floor((fromMs + pixel * msPerPixel - atMs) * samplesPerMs);
    const end = Math.floor(start + msPerPixel * samplesPerMs);
    if (end <= 0 || start >= samples.length) continue;
    let loudest = 0;
    for (let at = Math.max(0, start); at < Math.min(end, samples.length); at += 1)
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    const half = (loudest / 32_768) * (LANE_HEIGHT / 2);
    if (half >= 0.3) path += `M${MARGIN + pixel} ${(y - half).toFixed(1)}V${(y + half).toFixed(1)}`;
  }
  return path === '' ? '' : `<path d="${path}" stroke="${colour}" stroke-width="1" fill="none"/>`;
}

function ticks(fromMs: number, top: number, x: (ms: number) => number): string[] {
  return Array.from({ length: ROW_SECONDS }, (_, second) => {
    const at = x(fromMs + second * 1000).toFixed(1);
    const y = top + ROW_HEIGHT - 34;
    return `<text x="${at}" y="${y}" font-size="9" fill="#999" text-anchor="middle">${fromMs / 1000 + second}</text>`;
  });
}

function drawMark(mark: Mark, x: number, top: number, callerY: number, agentY: number): string {
  // A label that would run out of the picture ends at its mark instead.
  const anchor = x + mark.text.length * LETTER_WIDTH > WIDTH ? ' text-anchor="end"' : '';
  const label = (y: number, colour: string, text: string): string =>
    `<text x="${x.toFixed(1)}" y="${y}" font-size="11"${anchor} fill="${colour}">${escapeXml(text)}</text>`;
  switch (mark.kind) {
    case 'said':
    case 'sound':
      // One that ends at its mark may reach over the one before.
      return label(top + (anchor === '' ? 14 : 1), COLOURS.caller, mark.text);
    case 'hold':
    case 'resume':
    case 'flush': {
      const colour = COLOURS[mark.kind];
      const y1 = agentY - LANE_HEIGHT / 2 - 4;
      return `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y1}" y2="${agentY + LANE_HEIGHT / 2 + 4}" stroke="${colour}" stroke-width="2"/><text x="${(x + 3).toFixed(1)}" y="${agentY + LANE_HEIGHT / 2 + 14}" font-size="10" fill="${colour}">${{ hold: 'hold', resume: 'resume', flush: 'stop' }[mark.kind]}</text>`;
    }
    case 'latency':
      // How soon it fell silent is told when the reply ends: far from where it happened.
      if (!mark.text.startsWith('answered')) return '';
      return `<text x="${x.toFixed(1)}" y="${callerY + LANE_HEIGHT / 2 + 10}" font-size="10"${anchor} fill="#777">${escapeXml(mark.text)}</text>`;
    default:
      return '';
  }
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
