import { createClient, DeviceError, type ParleyClient } from '@parley/client';
import { type BrowserSpeaker, createBrowserMicrophone, createBrowserSpeaker } from '@parley/client/browser';
import workletUrl from '@parley/client/browser/worklet?worker&url';
import { createSileroDetector } from '../ducking/silero-detector.js';
import type { ServerApi } from '../server/server-api.js';
import { createSoundRecord, type SoundRecord } from '../timeline/sound-record.js';
import { createTimelineRecord, type TimelineRecord } from '../timeline/timeline-record.js';
import { withTyped } from './entries.js';
import { followClient } from './follow-client.js';
import { type ConversationSnapshot, type Notice, type SpeechChoice, START, withNotice } from './snapshot.js';
import { createTurnFigures } from './turn-figures.js';
import { createWires } from './wires.js';

export interface StartOptions extends SpeechChoice {
  readonly microphone: boolean;
}

export interface ConversationOptions {
  readonly api: ServerApi;
  /** Sent along when a room for WebRTC is asked for, as LiveKit Cloud's sandboxes want it; empty: nothing. */
  readonly sandboxId?: string;
  /** Silence at the first speech that the page itself hears. Default true. */
  readonly ducking?: boolean;
}

/** One conversation of this page with its server. Owns the client and the sound devices; `leave` ends them. */
export interface Conversation {
  /** Of the conversation that runs or ran last. */
  readonly timeline: TimelineRecord;
  readonly sound: SoundRecord;
  subscribe(listener: () => void): () => void;
  snapshot(): ConversationSnapshot;
  start(options: StartOptions): Promise<void>;
  sendText(text: string): void;
  stopReply(): void;
  setMuted(muted: boolean): void;
  setPushToTalk(on: boolean): void;
  /** The talk button goes down or up. */
  setTalking(talking: boolean): void;
  /** From the next reply on. */
  chooseSpeech(choice: SpeechChoice): void;
  /** Asks the browser for it, again if need be; empty: the system's microphone. */
  openMicrophone(deviceId: string): Promise<void>;
  chooseSpeaker(deviceId: string): Promise<void>;
  dismiss(noticeId: number): void;
  /** Back to the start, also while it still connects. */
  leave(): Promise<void>;
  /** Begins anew as the last one was begun. */
  startAgain(): Promise<void>;
}

export function createConversation(options: ConversationOptions): Conversation {
  const listeners = new Set<() => void>();
  let timeline = createTimelineRecord();
  let sound = createSoundRecord();
  let figures = createTurnFigures();
  let snapshot = START;
  let started: StartOptions = { microphone: true };
  let client: ParleyClient | undefined;
  let speaker: BrowserSpeaker | undefined;
  let microphone: ReturnType<typeof createBrowserMicrophone> | undefined;
  let noticeId = 0;
  /** Who spoke before the choice that still loads. */
  let formerSpeech: SpeechChoice | undefined;

  function update(change: Partial<ConversationSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  function notify(message: string, advice: string, remedy?: Notice['remedy']): void {
    noticeId += 1;
    update({ notices: withNotice(snapshot.notices, { id: noticeId, message, advice, remedy }) });
  }

  function newMicrophone(deviceId: string) {
    return createBrowserMicrophone({
      workletUrl,
      deviceId: deviceId === '' ? undefined : deviceId,
      onLost: () => void replaceLostMicrophone(),
    });
  }

  /** The device was unplugged: another one may still be there. */
  async function replaceLostMicrophone(): Promise<void> {
    update({ microphone: 'unavailable' });
    if (await openMicrophone('')) {
      notify('The microphone went away.', 'The conversation goes on with another one.');
    }
  }

  async function openMicrophone(deviceId: string): Promise<boolean> {
    const inUse = client;
    if (inUse === undefined) return false;
    const next = newMicrophone(deviceId);
    const muted = snapshot.microphone === 'muted';
    try {
      microphone = next;
      applyMute(muted);
      await inUse.setMicrophone(next);
      update({
        microphone: muted ? 'muted' : 'on',
        microphoneId: deviceId,
        notices: snapshot.notices.filter(({ remedy }) => remedy === undefined),
      });
      return true;
    } catch (error) {
      microphoneFailed(
        error instanceof Error ? error.message : String(error),
        error instanceof DeviceError && error.code === 'MICROPHONE_DENIED'
          ? 'Allow it in the browser’s settings for this page, beside its address. Until then, type.'
          : 'Plug in or choose another one. Until then, type.',
      );
      return false;
    }
  }

  function microphoneFailed(message: string, advice: string): void {
    update({ microphone: 'unavailable', microphoneId: '' });
    notify(message, advice, 'ask-for-microphone');
  }

  function applyMute(muted = snapshot.microphone === 'muted'): void {
    if (microphone === undefined) return;
    microphone.muted = muted || (snapshot.pushToTalk && !snapshot.talking);
  }

  function chooseSpeech(speech: SpeechChoice): void {
    if (snapshot.speech.loads !== true) formerSpeech = snapshot.speech;
    update({ speech });
    client?.configure({ model: speech.model, voice: speech.voice });
  }

  async function leave(): Promise<void> {
    const left = client;
    client = undefined;
    microphone = undefined;
    update(START);
    await left?.close();
  }

  async function start(wanted: StartOptions): Promise<void> {
    await leave();
    started = wanted;
    const { model, voice, loads } = wanted;
    formerSpeech = undefined;
    timeline = createTimelineRecord();
    sound = createSoundRecord();
    figures = createTurnFigures();
    update({
      phase: 'connecting',
      microphone: wanted.microphone ? 'asking' : 'off',
      speech: { model, voice, loads },
    });
    speaker = createBrowserSpeaker({
      workletUrl,
      onDeviceLost: () => {
        update({ speakerId: '' });
        notify('The loudspeaker went away.', 'The conversation goes on through the system’s.');
      },
    });
    microphone = wanted.microphone ? newMicrophone('') : undefined;
    const opening = createClient({
      url: options.api.socketUrl,
      token: options.api.token,
      model,
      voice,
      echoCancellation: true,
      ducking: options.ducking === false ? false : createSileroDetector(wanted.microphone),
      audio: { speaker, microphone },
      createTransport: createWires({ api: options.api, speaker, sandboxId: options.sandboxId ?? '' }),
    });
    client = opening;
    followClient(opening, {
      timeline,
      sound,
      figures,
      snapshot: () => snapshot,
      update: (change) => client === opening && update(change),
      onError: ({ code, message, advice, retryAfterMs }) => {
        if (snapshot.speech.loads === true && formerSpeech !== undefined && retryAfterMs === undefined)
          chooseSpeech(formerSpeech);
        if (code.startsWith('MICROPHONE')) microphoneFailed(message, advice);
        else notify(message, advice);
      },
    });
    try {
      await opening.connect();
    } catch (error) {
      await opening.close();
      // Who leaves while it connects does not want to hear that it failed.
      if (client !== opening) return;
      client = undefined;
      update({ phase: 'idle', status: '' });
      notify(
        `No conversation could be opened. ${error instanceof Error ? error.message : String(error)}`,
        'Check that the server is running, then try again.',
      );
    }
  }

  return {
    get timeline() {
      return timeline;
    },
    get sound() {
      return sound;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    start,
    startAgain: () => start(started),
    leave,
    sendText(text) {
      try {
        client?.sendText(text, { respond: true });
        figures.asked();
        update({ entries: withTyped(snapshot.entries, text) });
      } catch (error) {
        notify(error instanceof Error ? error.message : String(error), 'Send it again in a moment.');
      }
    },
    stopReply() {
      if (snapshot.phase === 'live') client?.stop();
    },
    setMuted(muted) {
      if (snapshot.microphone !== 'on' && snapshot.microphone !== 'muted') return;
      update({ microphone: muted ? 'muted' : 'on' });
      applyMute();
    },
    setPushToTalk(on) {
      update({ pushToTalk: on, talking: false });
      client?.configure({ pushToTalk: on });
      applyMute();
    },
    setTalking(talking) {
      if (talking === snapshot.talking || !snapshot.pushToTalk) return;
      update({ talking });
      applyMute();
      if (!talking && snapshot.phase === 'live') client?.commit();
    },
    chooseSpeech,
    openMicrophone: async (deviceId) => void (await openMicrophone(deviceId)),
    async chooseSpeaker(deviceId) {
      const exchanged = await speaker?.setDevice(deviceId).catch(() => false);
      if (exchanged === true) update({ speakerId: deviceId });
      if (exchanged === false) {
        notify(
          'This browser did not switch the output.',
          'Choose the output in the system’s sound settings.',
        );
      }
    },
    dismiss: (id) => update({ notices: snapshot.notices.filter((notice) => notice.id !== id) }),
  };
}
