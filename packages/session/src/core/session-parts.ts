import type { SessionEndReason } from '@parley/protocol';
import { Answering } from '../answering.js';
import type { Clock } from '../clock.js';
import { Conversation } from '../conversation.js';
import { BargeIn } from '../interruption/barge-in.js';
import { Limits } from '../limits.js';
import { Hearing } from '../listening/hearing.js';
import type { BargeInPolicy, TurnPolicy } from '../policy.js';
import type { DownlinkPort, SessionPorts } from '../ports.js';
import type { SessionOptions } from '../session.js';
import { Mouth } from '../speaking/mouth.js';
import { ReplyFactory } from '../speaking/reply-factory.js';
import { SilenceWatch } from '../speaking/silence-watch.js';
import { TextQueue } from '../speaking/text-queue.js';
import { StateMachine } from '../state-machine.js';
import { TurnClock } from '../turn-clock.js';
import { Interruptions } from './interruptions.js';
import { ListeningSide } from './listening-side.js';
import { SpeakingSide } from './speaking-side.js';
import { TurnTaking } from './turn-taking.js';
import { Uplink } from './uplink.js';

/** What a session is made of. Each part takes what it uses and no more. */
export interface SessionParts {
  readonly clock: Clock;
  readonly downlink: DownlinkPort;
  /** In force now; a client may change them. */
  readonly policies: { turn: TurnPolicy; bargeIn: BargeInPolicy };
  readonly machine: StateMachine;
  readonly limits: Limits;
  readonly conversation: Conversation;
  readonly turnClock: TurnClock;
  readonly queue: TextQueue;
  readonly hearing: Hearing;
  readonly mouth: Mouth;
  readonly silence: SilenceWatch;
  readonly bargeIn: BargeIn;
  readonly replies: ReplyFactory;
  readonly answering: Answering;
  readonly uplink: Uplink;
  readonly interruptions: Interruptions;
  readonly turnTaking: TurnTaking;
}

/** Makes the parts and joins their events; `end` is called when a limit ends the session. */
export function createSessionParts(
  options: SessionOptions,
  ports: SessionPorts,
  end: (reason: SessionEndReason) => void,
): SessionParts {
  const { clock, downlink } = ports;
  const nowMs = () => clock.nowMs();
  const policies = { turn: options.turn, bargeIn: options.bargeIn };
  const conversation = new Conversation();
  const turnClock = new TurnClock(nowMs);
  const queue = new TextQueue(options.limits.maxQueuedTexts);
  const limits = new Limits(options.limits, clock, end);
  const machine = new StateMachine(nowMs, ({ from, to, cause }) =>
    downlink.send({ type: 'state', state: to, previous: from, cause }),
  );
  const hearing = new Hearing({
    sessionId: options.id,
    clock,
    recognition: options.recognition ? ports.recognition : undefined,
    endOfTurn: ports.endOfTurn,
    policy: () => policies.turn,
    language: () => replies.language,
    events: {
      speechStarted: (atMs) => listening.speechStarted(atMs),
      dropped: (announced, atMs) => listening.dropped(announced, atMs),
      partial: (transcript) => listening.partial(transcript),
      turnEnded: (atMs) => listening.turnEnded(atMs),
      final: (transcript) => listening.final(transcript),
      failed: (error) => listening.failed(error),
      delayed: (error) => listening.delayed(error),
    },
  });
  const mouth = new Mouth(downlink, options.playout, clock, {
    frame: (pcm) => {
      silence.sound();
      limits.activity();
      uplink.played(pcm);
    },
    started: (reply) => speaking.started(reply),
    released: (reply) => speaking.released(reply),
    completed: (reply) => speaking.completed(reply),
    stopped: (reply, text, released) => speaking.stopped(reply, text, released),
  });
  const bargeIn = new BargeIn({
    clock,
    mouth,
    hearing,
    policy: () => policies.bargeIn,
    turnPolicy: () => policies.turn,
    recognition: options.recognition,
    events: {
      held: () => interruptions.held(),
      resumed: () => interruptions.resumed(),
      confirmed: (said) => interruptions.confirmed(said),
    },
  });
  const replies = new ReplyFactory({
    sessionId: options.id,
    clock,
    synthesis: ports.synthesis,
    responder: ports.responder,
    creditMs: options.playout.creditMs,
    generationBase: options.generationBase ?? 0,
    voice: {
      language: options.language,
      voice: options.voice,
      model: options.model,
      routingPolicy: options.routingPolicy,
    },
    history: () => conversation.turns,
    responderFailed: (reply, error) => speaking.responderFailed(reply, error),
    events: {
      audio: (reply) => speaking.audio(reply),
      text: (reply, delta) => speaking.text(reply, delta),
      synthesised: (reply) => speaking.synthesised(reply),
      failed: (reply, error) => speaking.failed(reply, error),
      delayed: (reply, error) => speaking.delayed(reply, error),
    },
  });
  const answering = new Answering({
    free: () => mouth.reply === undefined,
    prepare: (text, speculative) => replies.answer(text, speculative),
    ready: (reply, userText) => {
      conversation.add({ role: 'user', text: userText, interrupted: false });
      turnTaking.play(reply);
    },
  });
  const silence = new SilenceWatch({
    clock,
    pending: () => mouth.reply !== undefined || answering.prepared !== undefined,
    owing() {
      const reply = mouth.reply ?? (answering.busy ? answering.prepared : undefined);
      return mouth.held || reply?.owes !== true ? undefined : reply;
    },
    silent: (reply) => speaking.silent(reply),
  });
  const uplink = new Uplink({ clock, policies, limits, hearing, mouth, bargeIn });
  const interruptions = new Interruptions({ machine, mouth, bargeIn, answering, queue });
  const turnTaking = new TurnTaking({
    downlink,
    machine,
    hearing,
    mouth,
    answering,
    replies,
    queue,
    limits,
    turnClock,
    recognition: options.recognition,
    maxMessages: options.limits.maxMessages,
    ended: () => end('max_messages'),
  });
  const parts: SessionParts = {
    clock,
    downlink,
    policies,
    machine,
    limits,
    conversation,
    turnClock,
    queue,
    hearing,
    mouth,
    silence,
    bargeIn,
    replies,
    answering,
    uplink,
    interruptions,
    turnTaking,
  };
  const listening = new ListeningSide(parts);
  const speaking = new SpeakingSide(parts);
  return parts;
}
