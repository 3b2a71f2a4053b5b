import type { ParticipantInfo } from 'livekit-server-sdk';
import { AccessToken, DataPacket_Kind, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import { MESSAGE_TOPIC, TELLS_HEARING } from './agent-messages.js';

/** What the server asks of LiveKit, over HTTP and in tokens. Holds the key and its secret. */
export interface LiveKitApi {
  /** All rooms. `participants` is what LiveKit counted up to 5 s ago. Rejects when LiveKit cannot be asked. */
  rooms(): Promise<readonly ListedRoom[]>;
  /** Who waits in a room, and whether an agent of ours is with them. */
  occupants(room: string): Promise<{ readonly people: number; readonly agent: boolean }>;
  /** To everybody in the room, without being there. */
  sendTo(room: string, text: string): Promise<void>;
  agentToken(room: string): Promise<string>;
  personToken(room: string, identity: string, ttlSeconds: number, tellsHearing: boolean): Promise<string>;
  /** The room that a webhook is about; undefined when it is about none. Rejects what LiveKit did not sign. */
  webhookRoom(body: string, authorization: string | undefined): Promise<string | undefined>;
}

export interface ListedRoom {
  readonly name: string;
  readonly participants: number;
}

export interface LiveKitApiOptions {
  /** `ws://`, `wss://`, `http://` or `https://`. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const REQUEST_TIMEOUT_S = 5;
/** The kind of participants that are neither agents nor recorders (`livekit_models.proto`). */
const STANDARD = 0;
/** An agent's token is used at once and again when the connection comes back. */
const AGENT_TOKEN_TTL_S = 6 * 3600;

export function createLiveKitApi({ url, apiKey, apiSecret }: LiveKitApiOptions): LiveKitApi {
  const service = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
    requestTimeout: REQUEST_TIMEOUT_S,
    failover: false,
  });
  const webhooks = new WebhookReceiver(apiKey, apiSecret);

  return {
    async rooms() {
      const rooms = await service.listRooms();
      return rooms.map(({ name, numParticipants }) => ({ name, participants: numParticipants }));
    },
    async occupants(room) {
      const participants = await service.listParticipants(room);
      return {
        people: participants.filter(isPerson).length,
        agent: participants.some(({ identity }) => identity === agentIdentity(room)),
      };
    },
    async sendTo(room, text) {
      await service.sendData(room, Buffer.from(text, 'utf8'), DataPacket_Kind.RELIABLE, {
        topic: MESSAGE_TOPIC,
      });
    },
    async agentToken(room) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity: agentIdentity(room),
        name: 'parley',
        ttl: AGENT_TOKEN_TTL_S,
      });
      token.kind = 'agent';
      token.addGrant({
        room,
        roomJoin: true,
        canPublish: true,
        canSubscribe: true,
        canPublishData: true,
        agent: true,
      });
      return token.toJwt();
    },
    async personToken(room, identity, ttlSeconds, tellsHearing) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity,
        name: 'You',
        ttl: ttlSeconds,
        ...(tellsHearing && { attributes: { [TELLS_HEARING]: 'true' } }),
      });
      token.addGrant({
        room,
        roomJoin: true,
        canPublish: true,
        canSubscribe: true,
        canPublishData: true,
      });
      return token.toJwt();
    },
    async webhookRoom(body, authorization) {
      const event = await webhooks.receive(body, authorization);
      return event.room?.name;
    },
  };
}

/** The same from every server, so that LiveKit lets one of them in. */
function agentIdentity(room: string): string {
  return `agent-${room}`;
}

function isPerson({ kind }: ParticipantInfo): boolean {
  return kind === STANDARD;
}
