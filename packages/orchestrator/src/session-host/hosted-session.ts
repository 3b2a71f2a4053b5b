import { MAX_TEXT_LENGTH, ParleyError, type SessionEndReason } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock, Session, SessionEvent } from '@parley/session';
import type { Listener } from '../listening/listener.js';
import { sessionSettings } from './client-settings.js';
import type { SessionHandle, TypedText } from './session-handle.js';
import type { SessionMeter } from './session-meter.js';
import type { SessionDefaults } from './session-policies.js';
import { createTextAdmission } from './text-admission.js';

export interface HostedSessionOptions {
  readonly session: Session;
  readonly resumeToken?: string | undefined;
  /** Absent: microphone audio is ignored. */
  readonly listener: Listener | undefined;
  readonly clock: Clock;
  readonly defaults: SessionDefaults;
  readonly logger: Logger;
  /** Hears `error` events that arise here rather than in the session. */
  readonly send: (event: SessionEvent) => void;
  readonly meter: SessionMeter;
}

export interface HostedSession {
  readonly handle: SessionHandle;
  /** The session has ended: cancels what still waits. Idempotent. */
  release(): void;
}

/** Puts a session behind a handle that cannot throw. Owns neither the session nor the listener: the host does. */
export function createHostedSession(options: HostedSessionOptions): HostedSession {
  const { session, listener, clock, defaults, logger, send, meter } = options;
  /** Text to be answered that is not yet whole. */
  let question = '';

  function report(error: ParleyError): void {
    send({ type: 'error', code: error.code, message: error.message });
  }

  /** Nothing that a client sends may stop the process. */
  function guarded(action: () => void): void {
    if (session.state === 'terminated') return;
    try {
      action();
    } catch (thrown) {
      const error = ParleyError.from(thrown);
      if (error.code === 'INTERNAL_ERROR') logger.error({ err: error }, 'a request of the client failed');
      report(error);
    }
  }

  const admission = createTextAdmission({
    clock,
    speak: (text, textOptions) => session.speak(text, textOptions),
    interruptions: () => session.statistics().bargeIns,
    onRefused: report,
  });

  function ask({ text, isFinal }: TypedText): void {
    if (question.length + text.length > MAX_TEXT_LENGTH) {
      question = '';
      throw new ParleyError(
        'LIMIT_EXCEEDED',
        `A text to answer may have ${MAX_TEXT_LENGTH} characters in all.`,
      );
    }
    question += text;
    if (!isFinal) return;
    const whole = question;
    question = '';
    session.ask(whole);
  }

  const handle: SessionHandle = {
    id: session.id,
    resumeToken: options.resumeToken,
    get state() {
      return session.state;
    },
    start: () => guarded(() => session.start()),
    pushAudio: (pcm, sampleRateHz) => guarded(() => listener?.push(pcm, sampleRateHz)),
    text: (message) =>
      guarded(() => {
        meter.onText(clock.nowMs());
        if (message.respond ?? defaults.answerText) ask(message);
        else
          admission.offer(message.text, {
            isFinal: message.isFinal,
            interruptible: message.interruptible ?? true,
          });
      }),
    control: (command) =>
      guarded(() => {
        if (command === 'STOP') {
          admission.clear();
          question = '';
        }
        session.control(command);
      }),
    commit: () =>
      guarded(() => {
        const commit = () => guarded(() => session.commit());
        if (listener === undefined) commit();
        else listener.afterPending(commit);
      }),
    reportPlayback: (playback) => guarded(() => session.reportPlayback(playback)),
    configure: (settings) =>
      guarded(() => session.configure(sessionSettings(settings, defaults.bargeIn.strategy))),
    close(reason: SessionEndReason) {
      session.close(reason);
    },
    statistics: () => session.statistics(),
  };

  return {
    handle,
    release() {
      admission.clear();
      question = '';
    },
  };
}
