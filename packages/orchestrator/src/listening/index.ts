export {
  createEndOfTurnService,
  type EndOfTurnService,
  type EndOfTurnServiceOptions,
} from './end-of-turn-service.js';
export type { Listener, ListenerFactory, ListenerOptions } from './listener.js';
export { createListenerFactory, type ListenerFactoryOptions } from './listener-factory.js';
export type { VadSettings } from './vad-settings.js';
