import { type Figure, figure } from '../bench.js';
import type { PeerResults } from './peer-rounds.js';

/** The figures of one side; none without samples. */
export function peerFigures(results: PeerResults): Figure[] {
  const { name, stopsMs, missed, backchannels, noises, resumesMs, turnsMs, unanswered, cutOff } = results;
  return [
    ...distribution(
      `${name}-stop`,
      stopsMs,
      `first speech sample to the last sample of the reply, any subscriber of the track; not stopped: ${missed.length} of ${stopsMs.length + missed.length}; not counted because no reply sounded: ${results.invalid}`,
    ),
    ...(name === 'parley'
      ? distribution(`${name}-client-stop`, results.clientStopsMs, 'our client, which mutes when it is told')
      : []),
    ...lost(`${name}-lost`, backchannels, 'backchannels that stopped the reply'),
    ...lost(`${name}-lost-noise`, noises, 'noises without a word that stopped the reply'),
    ...distribution(
      `${name}-resume`,
      resumesMs,
      'longest silence heard in a reply that fell silent for a backchannel or noise and went on',
    ),
    ...distribution(
      `${name}-turn`,
      turnsMs,
      `last speech sample to the first sample of the answer; not answered: ${unanswered.length}, answered before the end: ${cutOff.length}`,
    ),
  ];
}

function distribution(metric: string, samples: readonly number[], note: string): Figure[] {
  return samples.length === 0 ? [] : [figure(metric, 'ms', samples, undefined, note)];
}

function lost(metric: string, { trials, names }: PeerResults['noises'], what: string): Figure[] {
  if (trials === 0) return [];
  const which = names.length === 0 ? '' : `: ${[...new Set(names)].join(', ')}`;
  return [
    figure(metric, 'replies', [names.length], undefined, `${what}: ${names.length} of ${trials}${which}`),
  ];
}
