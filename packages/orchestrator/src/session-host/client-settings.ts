import type { BargeInPolicy, SessionSettings } from '@parley/session';

/** What a client may ask for, whichever wire it comes by; at the start and at any time later. */
export interface ClientSettings {
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  /** Name of the policy by which a worker is chosen; an unknown one counts as `default`. */
  readonly routingPolicy?: string | undefined;
  /** Whether the client removes its own output from its microphone. Unknown counts as yes. */
  readonly echoCancellation?: boolean | undefined;
  readonly bargeIn?:
    | {
        readonly strategy?: BargeInPolicy['strategy'] | undefined;
        readonly policy?: BargeInPolicy['policy'] | undefined;
      }
    | undefined;
  /** Turns end by `commit` alone. */
  readonly pushToTalk?: boolean | undefined;
}

/**
 * The strategy for a client. Without echo cancellation the agent hears itself, and no correlation can decide within
 * one window: then a hold waits until it is certain, unless the client asked for something else.
 */
export function bargeInStrategy(
  settings: Pick<ClientSettings, 'echoCancellation' | 'bargeIn'>,
  configured: BargeInPolicy['strategy'],
): BargeInPolicy['strategy'] {
  if (settings.bargeIn?.strategy !== undefined) return settings.bargeIn.strategy;
  if (settings.echoCancellation === false && configured === 'pause-first') return 'confirm-first';
  return configured;
}

/** A later change, as the session takes it: only what the client named. */
export function sessionSettings(
  settings: ClientSettings,
  configured: BargeInPolicy['strategy'],
): SessionSettings {
  const { language, voice, model, routingPolicy, echoCancellation, bargeIn, pushToTalk } = settings;
  const changesStrategy = echoCancellation !== undefined || bargeIn?.strategy !== undefined;
  return {
    ...(language !== undefined && { language }),
    ...(voice !== undefined && { voice }),
    ...(model !== undefined && { model }),
    ...(routingPolicy !== undefined && { routingPolicy }),
    ...(pushToTalk !== undefined && { turn: { pushToTalk } }),
    ...((changesStrategy || bargeIn?.policy !== undefined) && {
      bargeIn: {
        ...(changesStrategy && { strategy: bargeInStrategy(settings, configured) }),
        ...(echoCancellation !== undefined && { echoGuard: !echoCancellation }),
        ...(bargeIn?.policy !== undefined && { policy: bargeIn.policy }),
      },
    }),
  };
}
