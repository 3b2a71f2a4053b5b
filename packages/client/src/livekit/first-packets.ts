export interface FirstPacketsOptions {
  readonly receiver: Pick<RTCRtpReceiver, 'getStats'>;
  /** Called once, when the first packet has come, unless `close` came before. */
  readonly onArrival: () => void;
}

/** Watches a track until its first packet has come. `close` ends that; idempotent. */
export interface FirstPackets {
  close(): void;
}

/** No event tells of it. */
const POLL_EVERY_MS = 50;
/** The server waits no longer than 10 s. */
const GIVEN_UP_AFTER_MS = 15_000;

/** A subscribed track is silent until its transport stands: on a busy machine that takes seconds. */
export function watchFirstPackets({ receiver, onArrival }: FirstPacketsOptions): FirstPackets {
  let asking = false;
  const poll = setInterval(() => void look(), POLL_EVERY_MS);
  const limit = setTimeout(close, GIVEN_UP_AFTER_MS);
  let closed = false;

  async function look(): Promise<void> {
    if (asking) return;
    asking = true;
    // A receiver may be stopped meanwhile; its figures do not grow any more.
    const stats = await receiver.getStats().catch(() => undefined);
    asking = false;
    if (closed || stats === undefined || !hasPackets(stats)) return;
    close();
    onArrival();
  }

  function close(): void {
    closed = true;
    clearInterval(poll);
    clearTimeout(limit);
  }

  return { close };
}

function hasPackets(stats: RTCStatsReport): boolean {
  let packets = 0;
  stats.forEach((entry: { type?: unknown; packetsReceived?: unknown }) => {
    if (entry.type === 'inbound-rtp' && typeof entry.packetsReceived === 'number')
      packets += entry.packetsReceived;
  });
  return packets > 0;
}
