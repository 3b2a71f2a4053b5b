export { createLane, type Lane, type LaneCall, type LaneCallOptions, type LaneOptions } from './lane.js';
export {
  type LaneHandler,
  type LaneServerCall,
  type ServeLaneOptions,
  serveLane,
  transferring,
  yieldToMessages,
} from './serve-lane.js';
