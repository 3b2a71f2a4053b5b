import type { SessionStateName } from '@parley/client';
import type { MarkKind, Stretch, TimelineRecord } from './timeline-record.js';

export interface TimelineColors {
  readonly agent: string;
  readonly person: string;
  readonly line: string;
  readonly text: string;
  readonly wash: string;
}

export interface TimelineFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly nowMs: number;
  /** Time across the width. */
  readonly spanMs: number;
  readonly colors: TimelineColors;
  /** Words beside the marks, and a scale in seconds. */
  readonly labelled: boolean;
  /** CSS font. */
  readonly font: string;
}

const BAR_MS = 60;
/** Levels between these show, from nothing to full height. */
const FLOOR_DBFS = -52;
const CEILING_DBFS = -10;
/** Above the voices what became of a reply, under them whose turn it was and the scale of time. */
const LABELS_PX = 18;
const STATES_PX = 24;
const SCALE_PX = 20;
const LABELS: Partial<Record<MarkKind, string>> = {
  hold: 'held',
  resume: 'went on',
  flush: 'stopped',
  underrun: 'gap',
};

/**
 * Two voices on one line of time: the agent above, the person below, now at the right edge. Where the reply was
 * held the agent's half is washed; marks say what became of it.
 */
export function drawTimeline(
  canvas: CanvasRenderingContext2D,
  record: TimelineRecord,
  frame: TimelineFrame,
): void {
  const { widthPx, heightPx, nowMs, spanMs, colors } = frame;
  canvas.clearRect(0, 0, widthPx, heightPx);
  const topPx = frame.labelled ? LABELS_PX : 0;
  const bottomPx = frame.labelled ? STATES_PX + SCALE_PX : 0;
  const middle = Math.round((topPx + heightPx - bottomPx) / 2);
  const pxPerMs = widthPx / spanMs;
  const fromMs = nowMs - spanMs;
  const x = (atMs: number) => (atMs - fromMs) * pxPerMs;
  const visible = ({ toMs }: Stretch) => (toMs ?? nowMs) >= fromMs;

  canvas.fillStyle = colors.wash;
  for (const hold of record.holds.filter(visible)) {
    const left = Math.max(0, x(hold.fromMs));
    canvas.fillRect(left, 0, Math.max(1, x(hold.toMs ?? nowMs) - left), middle - 2);
  }

  if (frame.labelled) {
    drawScale(canvas, frame, x);
    drawStates(canvas, record, frame, x);
  }
  canvas.fillStyle = colors.line;
  canvas.fillRect(0, middle, widthPx, 1);

  const barPx = Math.max(1.5, BAR_MS * pxPerMs - 1.5);
  const reach = middle - topPx - 6;
  // Bars sit on a fixed grid of time, so that they travel without flickering.
  for (let atMs = Math.floor(fromMs / BAR_MS) * BAR_MS; atMs < nowMs; atMs += BAR_MS) {
    const agent = height(record.level('agent', atMs, atMs + BAR_MS)) * reach;
    const person = height(record.level('person', atMs, atMs + BAR_MS)) * reach;
    canvas.fillStyle = colors.agent;
    if (agent > 0) bar(canvas, x(atMs), middle - 3 - agent, barPx, agent);
    canvas.fillStyle = colors.person;
    if (person > 0) bar(canvas, x(atMs), middle + 4, barPx, person);
  }

  canvas.fillStyle = colors.person;
  for (const stretch of record.speech.filter(visible)) {
    const left = Math.max(0, x(stretch.fromMs));
    canvas.fillRect(left, middle - 0.5, Math.max(2, x(stretch.toMs ?? nowMs) - left), 2);
  }
  drawMarks(canvas, record, frame, x, middle);
}

function drawMarks(
  canvas: CanvasRenderingContext2D,
  record: TimelineRecord,
  { nowMs, spanMs, colors, labelled, font, widthPx }: TimelineFrame,
  x: (atMs: number) => number,
  middle: number,
): void {
  canvas.font = font;
  canvas.textBaseline = 'top';
  // From the newest back: what became of a hold matters more than that it began.
  let freeUntil = widthPx;
  for (const mark of record.marks.toReversed()) {
    const label = LABELS[mark.kind];
    if (label === undefined || mark.atMs < nowMs - spanMs) continue;
    const at = Math.round(x(mark.atMs));
    canvas.fillStyle = mark.kind === 'flush' ? colors.person : colors.text;
    canvas.fillRect(at, labelled ? 16 : 0, mark.kind === 'flush' ? 2 : 1, middle - (labelled ? 16 : 0));
    const width = canvas.measureText(label).width;
    const left = Math.min(at, widthPx - width);
    if (!labelled || left + width > freeUntil) continue;
    canvas.fillText(label, left, 0);
    freeUntil = left - 8;
  }
}

function drawScale(
  canvas: CanvasRenderingContext2D,
  frame: TimelineFrame,
  x: (atMs: number) => number,
): void {
  const { nowMs, spanMs, heightPx, colors, font } = frame;
  canvas.font = font;
  canvas.textBaseline = 'bottom';
  const stepMs = spanMs > 20_000 ? 5000 : 2000;
  for (let ago = stepMs; ago < spanMs; ago += stepMs) {
    const at = Math.round(x(nowMs - ago));
    canvas.fillStyle = colors.line;
    canvas.fillRect(at, heightPx - SCALE_PX, 1, 5);
    canvas.fillStyle = colors.text;
    canvas.fillText(`−${ago / 1000} s`, at - 12, heightPx);
  }
}

/** What each state is called, and whose colour it has. */
const STATES: Partial<Record<SessionStateName, readonly [string, 'agent' | 'person' | 'line']>> = {
  listening: ['listens', 'line'],
  waiting_for_input: ['waits', 'line'],
  processing: ['thinks', 'agent'],
  speaking: ['speaks', 'agent'],
  barged_in: ['holds', 'person'],
};

/** The server's view of whose turn it was. */
function drawStates(
  canvas: CanvasRenderingContext2D,
  record: TimelineRecord,
  { widthPx, heightPx, nowMs, colors, font }: TimelineFrame,
  x: (atMs: number) => number,
): void {
  canvas.font = font;
  canvas.textBaseline = 'middle';
  const top = heightPx - SCALE_PX - STATES_PX;
  record.states.forEach(({ state, fromMs }, i) => {
    const left = Math.max(0, x(fromMs));
    const right = Math.min(widthPx, x(record.states[i + 1]?.fromMs ?? nowMs));
    const [name, color] = STATES[state] ?? [undefined, 'line'];
    if (name === undefined || right <= left) return;
    canvas.globalAlpha = color === 'line' ? 0.5 : 0.25;
    canvas.fillStyle = colors[color];
    canvas.fillRect(left, top, Math.max(1, right - left - 1), STATES_PX - 6);
    canvas.globalAlpha = 1;
    if (canvas.measureText(name).width + 8 > right - left) return;
    canvas.fillStyle = colors.text;
    canvas.fillText(name, left + 4, top + (STATES_PX - 6) / 2);
  });
}

function height(rms: number): number {
  if (rms <= 0) return 0;
  return Math.max(0, Math.min(1, (20 * Math.log10(rms) - FLOOR_DBFS) / (CEILING_DBFS - FLOOR_DBFS)));
}

function bar(canvas: CanvasRenderingContext2D, x: number, y: number, width: number, barHeight: number): void {
  canvas.beginPath();
  canvas.roundRect(x, y, width, Math.max(1.5, barHeight), width / 2);
  canvas.fill();
}
