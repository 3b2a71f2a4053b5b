export { type Requirement, requires } from './requires.js';
export { speechFixture, speechFixturesFolder } from './speech-fixtures.js';
export { type WordErrors, wordErrorRate, wordErrors, wordsOf } from './word-error-rate.js';
