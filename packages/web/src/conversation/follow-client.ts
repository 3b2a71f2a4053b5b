import type { ClientErrorEvent, ParleyClient } from '@parley/client';
import type { SoundRecord } from '../timeline/sound-record.js';
import type { TimelineRecord } from '../timeline/timeline-record.js';
import { withReply, withSessionBreak, withTranscript } from './entries.js';
import type { ConversationSnapshot } from './snapshot.js';
import type { TurnFigureKeeper } from './turn-figures.js';

export interface Followers {
  readonly timeline: TimelineRecord;
  readonly sound: SoundRecord;
  readonly figures: TurnFigureKeeper;
  snapshot(): ConversationSnapshot;
  update(change: Partial<ConversationSnapshot>): void;
  onError(event: ClientErrorEvent): void;
}

/** Turns what a client tells into what the page shows. */
export function followClient(client: ParleyClient, followers: Followers): void {
  const { timeline, sound, figures, snapshot, update, onError } = followers;
  client.on('connection', (event) => {
    if (event.status === 'open') {
      figures.sessionOpened();
      update({
        phase: 'live',
        wire: event.wire,
        status: '',
        notices: snapshot().notices.filter((notice) => !notice.message.startsWith('The connection')),
      });
    } else if (event.status === 'reconnecting') {
      update({
        phase: 'reconnecting',
        entries: withSessionBreak(snapshot().entries),
        sounding: false,
        held: false,
        wire: undefined,
      });
    } else if (event.status === 'closed' && snapshot().phase !== 'connecting') {
      update({ phase: 'ended', endReason: event.reason, sounding: false, held: false, wire: undefined });
    }
  });
  client.on('status', ({ message }) => update({ status: message }));
  client.on('state', ({ state }) => {
    timeline.addState(state);
    update({ state });
  });
  client.on('speech', ({ active }) => {
    timeline.addSpeech(active);
    figures.speech(active);
  });
  client.on('transcript', (event) => update({ entries: withTranscript(snapshot().entries, event) }));
  client.on('reply', (event) => update({ entries: withReply(snapshot().entries, event) }));
  client.on('sound', ({ side, samples, sampleRateHz }) => sound.add(side, samples, sampleRateHz));
  client.on('level', ({ side, rms }) => {
    if (side === 'person') {
      figures.personLevel(rms);
      if (snapshot().microphone === 'asking') update({ microphone: 'on' });
    }
    timeline.addLevel(side, rms);
  });
  client.on('turn', (event) => update({ turns: figures.measured(event) }));
  client.on('error', onError);
  client.on('playback', ({ cause, generation }) => {
    if (cause === 'progress') return;
    timeline.addMark(cause);
    if (cause === 'start')
      update({ turns: figures.sounded(generation), speech: { ...snapshot().speech, loads: false } });
    const { held: wasHeld, sounding: wasSounding } = snapshot();
    const held = cause === 'hold' || (wasHeld && cause === 'underrun');
    const sounding = cause === 'end' || cause === 'flush' ? false : cause === 'start' || wasSounding;
    if (held !== wasHeld || sounding !== wasSounding) update({ held, sounding });
  });
}
