/** One line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** A dashed line across, with what it means. */
  readonly limit?: { readonly y: number; readonly text: string } | undefined;
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 60;
const RIGHT = 20;
const TOP = 36;
const BOTTOM = 48;
const COLOURS = ['#0b6e99', '#c2571a', '#4f7f2a', '#7a4fa3', '#8a8a00'];
const TICKS = 5;

/** A plain line plot as SVG, readable on light and dark pages. */
export function plotLines(options: PlotOptions): string {
  const points = options.series.flatMap(({ points: own }) => own);
  const [minX, maxX] = range(points.map(([x]) => x));
  const [minY, maxY] = range([0, ...points.map(([, y]) => y), ...(options.limit ? [options.limit.y] : [])]);
  const x = (value: number): number => LEFT + ((value - minX) / (maxX - minX)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((value - minY) / (maxY - minY)) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    label(LEFT, 20, options.title, 'start', 'font-weight="bold" font-size="13"'),
    ...ticks.flatMap((at) => {
      const vx = minX + at * (maxX - minX);
      const vy = minY + at * (maxY - minY);
      return [
        `<path d="M${LEFT} ${r(y(vy))}H${WIDTH - RIGHT}" stroke="#dddddd"/>`,
        label(LEFT - 6, y(vy) + 4, short(vy), 'end'),
        label(x(vx), HEIGHT - BOTTOM + 16, short(vx), 'middle'),
      ];
    }),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, options.xLabel, 'middle'),
    label(14, HEIGHT / 2, options.yLabel, 'middle', `transform="rotate(-90 14 ${HEIGHT / 2})"`),
    ...(options.limit === undefined
      ? []
      : [
          `<path d="M${LEFT} ${r(y(options.limit.y))}H${WIDTH - RIGHT}" stroke="#aa2222" stroke-dasharray="5 4"/>`,
          label(WIDTH - RIGHT, y(options.limit.y) - 4, options.limit.text, 'end', 'fill="#aa2222"'),
        ]),
    ...options.series.flatMap(({ name, points: own }, index) => {
      const colour = COLOURS[index % COLOURS.length];
      const path = own.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${r(x(px))} ${r(y(py))}`).join('');
      const top = TOP + 6 + index * 16;
      return [
        `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        `<path d="M${LEFT + 8} ${top}h18" stroke="${colour}" stroke-width="2"/>`,
        label(LEFT + 32, top + 4, name, 'start'),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

function range(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return high > low ? [low, high] : [low, low + 1];
}

function label(x: number, y: number, text: string, anchor: string, extra = ''): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${r(x)}" y="${r(y)}" text-anchor="${anchor}" ${extra}>${safe}</text>`;
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toFixed(1)));
}

function r(value: number): number {
  return Number(value.toFixed(1));
}
