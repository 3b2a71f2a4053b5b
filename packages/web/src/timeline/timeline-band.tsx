import { useEffect, useRef } from 'react';
import { drawTimeline, type TimelineColors } from './draw-timeline.js';
import type { TimelineRecord } from './timeline-record.js';

interface TimelineBandProps {
  readonly record: TimelineRecord;
  /** Taller, longer, with words. */
  readonly detailed: boolean;
}

const BAND_SPAN_MS = 8000;
const DETAILED_SPAN_MS = 24_000;
/** With motion reduced the band still tells, four times a second. */
const CALM_INTERVAL_MS = 250;

/** Both voices as they pass by. The words and the state beside it say the same to those who cannot see it. */
export function TimelineBand({ record, detailed }: TimelineBandProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    let drawnAtMs = -Infinity;
    const draw = () => {
      frame = requestAnimationFrame(draw);
      const nowMs = performance.now();
      if (calm && nowMs - drawnAtMs < CALM_INTERVAL_MS) return;
      drawnAtMs = nowMs;
      const { widthPx, heightPx } = fit(canvas, context);
      const spanMs = (detailed ? DETAILED_SPAN_MS : BAND_SPAN_MS) * Math.min(1, Math.max(0.5, widthPx / 900));
      const { colors, font } = styleOf(canvas);
      drawTimeline(context, record, { widthPx, heightPx, nowMs, spanMs, colors, labelled: detailed, font });
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [record, detailed]);
  return (
    <canvas
      ref={ref}
      className={detailed ? 'band band-detailed' : 'band'}
      role="img"
      aria-label="Both voices, the last seconds"
    />
  );
}

function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
  const ratio = devicePixelRatio;
  const widthPx = canvas.clientWidth;
  const heightPx = canvas.clientHeight;
  if (canvas.width !== Math.round(widthPx * ratio) || canvas.height !== Math.round(heightPx * ratio)) {
    canvas.width = Math.round(widthPx * ratio);
    canvas.height = Math.round(heightPx * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { widthPx, heightPx };
}

function styleOf(canvas: HTMLCanvasElement): { colors: TimelineColors; font: string } {
  const style = getComputedStyle(canvas);
  // Custom properties come back as written; these five hold resolved colours of real properties instead.
  return {
    colors: {
      agent: style.color,
      person: style.caretColor,
      line: style.borderTopColor,
      text: style.outlineColor,
      wash: style.columnRuleColor,
    },
    font: `12px ${style.fontFamily}`,
  };
}
