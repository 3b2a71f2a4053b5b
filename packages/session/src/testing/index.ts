export { FakeClock } from './fake-clock.js';
export { ScriptedRecognition } from './scripted-recognition.js';
export { counting, countingFrame, ScriptedSynthesis } from './scripted-synthesis.js';
export { SessionRig, type TimedEvent } from './session-rig.js';
export { LONG_TEXT, speakingRig } from './speaking-rig.js';
