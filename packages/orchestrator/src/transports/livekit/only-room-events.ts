import type { Room } from '@livekit/rtc-node';

/** What a room of the library makes of an event of the native part. */
interface EventHandler {
  onFfiEvent?: (event: { readonly message: { readonly case: string | undefined } }) => unknown;
}

/** The events that a room does not drop. */
const OF_ROOMS = new Set<string | undefined>(['roomEvent', 'rpcMethodInvocation']);

/**
 * Shows a room only the events that it makes something of. The library shows every frame of every room to all rooms of
 * the process: each queues for a lock to find that it is none of its own, and one that is connecting keeps them all until
 * it is. Call it before the room connects.
 */
export function onlyRoomEvents(room: Room): void {
  const handler = room as unknown as EventHandler;
  const handle = handler.onFfiEvent;
  if (handle === undefined) return;
  handler.onFfiEvent = (event) => (OF_ROOMS.has(event.message.case) ? handle(event) : undefined);
}
