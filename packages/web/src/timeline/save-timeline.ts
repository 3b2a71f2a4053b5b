import { encodeWav } from '@parley/audio/wav';
import type { Entry } from '../conversation/entries.js';
import type { TurnFigures } from '../conversation/turn-figures.js';
import type { SoundRecord, SoundTrack } from './sound-record.js';
import { KEPT_MS, type Stretch, type TimelineRecord } from './timeline-record.js';

const WAV_RATE_HZ = 48_000;

/**
 * What was heard as a stereo WAV file of 48 kHz: the agent left, as it was rendered here, the person right, as the
 * microphone gave it. Undefined while nothing was said.
 */
export async function wavOf(sound: SoundRecord): Promise<Blob | undefined> {
  const tracks = sound.tracks();
  if (tracks === undefined) return undefined;
  const person = await resampled(tracks.person);
  const agent = tracks.agent.samples;
  const frames = Math.max(agent.length, person.length);
  const stereo = new Int16Array(2 * frames);
  for (let i = 0; i < frames; i += 1) {
    stereo[2 * i] = agent[i] ?? 0;
    stereo[2 * i + 1] = person[i] ?? 0;
  }
  return new Blob([encodeWav(stereo, WAV_RATE_HZ, 2).slice()], { type: 'audio/wav' });
}

/** The browser's own resampler, off the page's thread. */
async function resampled({ samples, rateHz }: SoundTrack): Promise<Int16Array> {
  if (samples.length === 0) return samples;
  const frames = Math.round((samples.length * WAV_RATE_HZ) / rateHz);
  const context = new OfflineAudioContext(1, frames, WAV_RATE_HZ);
  const source = context.createBufferSource();
  source.buffer = context.createBuffer(1, samples.length, rateHz);
  source.buffer.copyToChannel(
    Float32Array.from(samples, (sample) => sample / 32_768),
    0,
  );
  source.connect(context.destination);
  source.start();
  const rendered = (await context.startRendering()).getChannelData(0);
  return Int16Array.from(rendered, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))),
  );
}

export interface TimelineParts {
  readonly record: TimelineRecord;
  readonly sound: SoundRecord;
  readonly turns: readonly TurnFigures[];
  readonly entries: readonly Entry[];
}

const LEVEL_STEP_MS = 20;

/**
 * Everything the timeline shows, as JSON. Times are ms from the beginning of the WAV file, or of what is kept where
 * nothing sounded; levels are rms of full scale.
 */
export function timelineJson(
  { record, sound, turns, entries }: TimelineParts,
  nowMs: number,
  wallClock: Date,
): string {
  const firstEventMs = Math.min(
    nowMs,
    ...[record.marks, record.speech, record.states].flatMap((list) => list.slice(0, 1).map(timeOf)),
  );
  const fromMs = sound.tracks()?.fromMs ?? Math.max(firstEventMs, nowMs - KEPT_MS);
  const at = (timeMs: number) => Math.round(timeMs - fromMs);
  const span = ({ fromMs: beganMs, toMs }: Stretch) => ({
    fromMs: at(beganMs),
    toMs: toMs === undefined ? null : at(toMs),
  });
  const levels = (side: 'agent' | 'person') =>
    Array.from({ length: Math.ceil((nowMs - fromMs) / LEVEL_STEP_MS) }, (_, i) => {
      const stepMs = fromMs + i * LEVEL_STEP_MS;
      return Number(record.level(side, stepMs, stepMs + LEVEL_STEP_MS).toFixed(4));
    });
  return JSON.stringify(
    {
      savedAt: wallClock.toISOString(),
      durationMs: at(nowMs),
      states: record.states.map(({ state, fromMs: beganMs }) => ({ state, fromMs: at(beganMs) })),
      speech: record.speech.map(span),
      holds: record.holds.map(span),
      marks: record.marks.map(({ kind, atMs }) => ({ kind, atMs: at(atMs) })),
      turns: turns.map(({ spansMs, heardAfterMs }) => ({ spansMs, heardAfterMs: heardAfterMs ?? null })),
      transcript: entries.map((entry) => ({
        side: entry.side,
        text: entry.text,
        ...(entry.side === 'agent' && entry.unheard !== '' ? { unheard: entry.unheard } : {}),
      })),
      levels: { stepMs: LEVEL_STEP_MS, agent: levels('agent'), person: levels('person') },
    },
    undefined,
    1,
  );
}

function timeOf(event: { readonly fromMs: number } | { readonly atMs: number }): number {
  return 'atMs' in event ? event.atMs : event.fromMs;
}
