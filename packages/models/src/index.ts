export {
  createLane,
  type Lane,
  type LaneCall,
  type LaneCallOptions,
  type LaneHandler,
  type LaneOptions,
  type LaneServerCall,
  type ServeLaneOptions,
  serveLane,
  transferring,
  yieldToMessages,
} from './lanes/index.js';
