import type { PlayoutFrame } from '../playout/frame-queue.js';
import type { PlayoutReport } from '../playout/playout-report.js';

/** Names under which the processors are registered. */
export const PLAYOUT_PROCESSOR = 'parley-playout';
export const TRACK_PROCESSOR = 'parley-track';
export const CAPTURE_PROCESSOR = 'parley-capture';

/** From the page to the playout processor. */
export type PlayoutCommand =
  | { readonly type: 'play'; readonly frame: PlayoutFrame }
  | { readonly type: 'end' | 'flush'; readonly generation: number }
  | { readonly type: 'hold' | 'resume' | 'reset' };

/** From the page to the processor of a live track. */
export type TrackCommand =
  | { readonly type: 'announce' | 'end' | 'flush'; readonly generation: number }
  | { readonly type: 'hold' | 'resume' | 'reset' };

/** From a processor that renders to the page. */
export type PlayoutNotice =
  | { readonly type: 'report'; readonly report: PlayoutReport }
  /** 20 ms of 48 kHz mono, while a reply is under way. */
  | { readonly type: 'sound'; readonly samples: Int16Array };
