import { createVirtualSpeaker, type RenderedSpan } from '../node/virtual-speaker.js';

/** A speaker, and what it rendered so far. */
export function speakerWithSpans() {
  const spans: RenderedSpan[] = [];
  return { spans, speaker: createVirtualSpeaker({ onSpan: (span) => spans.push(span) }) };
}
