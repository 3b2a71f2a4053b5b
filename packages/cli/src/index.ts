export { EXIT_CODES } from './exit-codes.js';
export { main } from './main.js';
