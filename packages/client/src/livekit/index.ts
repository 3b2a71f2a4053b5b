export {
  type ConnectionDetails,
  type ConnectionDetailsOptions,
  type ConnectionDetailsSource,
  createConnectionDetailsSource,
} from './connection-details.js';
export { createLiveKitTransport, type LiveKitTransportOptions } from './livekit-transport.js';
