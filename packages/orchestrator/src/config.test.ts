import { fileURLToPath } from 'node:url';
import { loadConfig } from '@parley/runtime';
import { describe, expect, test } from 'vitest';
import { ORCHESTRATOR_VARIABLES, orchestratorConfigSchema, parseOrchestratorConfig } from './config.js';
import { sessionDefaults } from './session-host/session-policies.js';

const schema = orchestratorConfigSchema;
const shipped = fileURLToPath(new URL('../../../configs/orchestrator.yaml', import.meta.url));

function load(env: Record<string, string> = {}, overrides: Record<string, unknown> = {}) {
  return loadConfig({ schema, env, variables: ORCHESTRATOR_VARIABLES, overrides }).value;
}

describe('the configuration', () => {
  test('the shipped file says what the defaults are', () => {
    expect(loadConfig({ schema, file: shipped, env: {} }).value).toEqual(parseOrchestratorConfig());
  });

  test('environment variables are read as the types of their keys', () => {
    const value = load({
      PARLEY_PORT: '9000',
      PARLEY_API_TOKENS: 'one, two',
      ASR_ENABLED: 'false',
      ROUTING_AFFINITY_ENABLED: 'false',
      LOG_LEVEL: 'DEBUG',
    });
    expect(value.transport.websocket.port).toBe(9000);
    expect(value.auth.tokens).toEqual(['one', 'two']);
    expect(value.asr.enabled).toBe(false);
    expect(value.routing.affinity_enabled).toBe(false);
    expect(value.log_level).toBe('debug');
    // Compared as numbers, also where only some are allowed.
    expect(load({}, { 'vad.sample_rate': '8000' }).vad.sample_rate).toBe(8000);
  });

  test('every variable names a key that exists', () => {
    for (const [name, key] of Object.entries(ORCHESTRATOR_VARIABLES)) {
      expect(() => load({ [name]: firstAllowed(key) }), name).not.toThrow();
    }
  });

  test.each([
    [{ 'transport.websocket.port': 70_000 }, /transport\.websocket\.port/],
    [{ 'session.idle_timeout_seconds': 5 }, /session\.idle_timeout_seconds/],
    [{ 'asr.adapter': 'kaldi' }, /asr\.adapter.*moonshine, whisper, whisperx/],
    [{ 'barge_in.strategy': 'maybe' }, /barge_in\.strategy/],
    [{ 'vad.sample_rate': 11_025 }, /vad\.sample_rate.*8000, 16000, 32000, 48000/],
    [{ 'vad.frame_duration_ms': 25 }, /vad\.frame_duration_ms.*10, 20, 30/],
    [{ 'playback.led_ms': 5 }, /playback\.led_ms.*lead_ms/s],
    [{ 'health.required': ['database'] }, /health\.required/],
    [
      { 'routing.policies': { studio: { fallbacks: ['edge', 'stuido'] } } },
      /routing\.policies.*"stuido", which is no policy/s,
    ],
    [{ log_level: 'loud' }, /log_level/],
  ])('%j is refused by its name', (overrides, problem) => {
    expect(() => load({}, overrides)).toThrow(problem);
  });
});

function firstAllowed(key: string): string {
  if (key.endsWith('enabled') || key.endsWith('models') || key.endsWith('detection')) return 'true';
  if (key.endsWith('strategy')) return 'random';
  if (key.endsWith('proxies')) return '10.0.0.0/8';
  if (key === 'agent.mode') return 'agent';
  if (key === 'asr.adapter') return 'whisper';
  if (key === 'asr.model_size') return 'base';
  if (key === 'asr.device') return 'cuda:0';
  if (key === 'asr.language') return 'auto';
  if (key === 'asr.compute_type') return 'int8';
  if (key === 'auth.mode') return 'token';
  if (key.endsWith('endpoint')) return 'http://collector.example:4318';
  if (key.endsWith('headers')) return 'x-key=secret';
  if (key === 'log_level') return 'warn';
  if (key === 'log_format') return 'pretty';
  if (key.endsWith('livekit.url')) return 'wss://livekit.example';
  if (key.endsWith('public_url')) return 'wss://livekit.example';
  return /port|_s$|max/.test(key) ? '20' : 'x';
}

describe('what a session gets', () => {
  const defaultsWith = (input: Parameters<typeof parseOrchestratorConfig>[0]) =>
    sessionDefaults(parseOrchestratorConfig(input));

  test('every key of the sections for people changes a policy', () => {
    const changes: [
      Parameters<typeof parseOrchestratorConfig>[0],
      (value: ReturnType<typeof defaultsWith>) => unknown,
    ][] = [
      [{ playback: { lead_ms: 40 } }, ({ playout }) => playout.leadMs],
      [{ playback: { max_lead_ms: 40 } }, ({ playout }) => playout.leadMs],
      [{ transport: { websocket: { frame_queue_size: 25 } } }, ({ playout }) => playout.creditMs],
      [{ session: { idle_timeout_seconds: 20 } }, ({ limits }) => limits.idleTimeoutMs],
      [{ session: { max_session_duration_seconds: 70 } }, ({ limits }) => limits.maxDurationMs],
      [{ session: { max_messages_per_session: 7 } }, ({ limits }) => limits.maxMessages],
      [{ session: { max_queued_texts: 7 } }, ({ limits }) => limits.maxQueuedTexts],
      [{ vad: { aggressiveness: 3 } }, ({ turn }) => turn.speechThreshold],
      [{ vad: { activation_threshold: 0.75 } }, ({ turn }) => turn.speechThreshold],
      [{ vad: { min_speech_duration_ms: 250 } }, ({ turn }) => turn.minSpeechMs],
      [{ vad: { min_silence_duration_ms: 700 } }, ({ turn }) => turn.silenceTimeoutMs],
      [{ vad: { pre_roll_ms: 100 } }, ({ turn }) => turn.preRollMs],
      [{ turn: { min_silence_ms: 250 } }, ({ turn }) => turn.minSilenceMs],
      [{ turn: { max_silence_ms: 2500 } }, ({ turn }) => turn.maxSilenceMs],
      [{ turn: { end_of_turn_threshold: 0.7 } }, ({ turn }) => turn.endOfTurnThreshold],
      [{ turn: { speculate_after_ms: 150 } }, ({ turn }) => turn.speculateAfterMs],
      [{ turn: { continuation_detection: true } }, ({ turn }) => turn.continuationDetection],
      [{ turn: { push_to_talk: true } }, ({ turn }) => turn.pushToTalk],
      [{ barge_in: { strategy: 'off' } }, ({ bargeIn }) => bargeIn.strategy],
      [{ barge_in: { policy: 'resume' } }, ({ bargeIn }) => bargeIn.policy],
      [{ barge_in: { pause_threshold: 0.8 } }, ({ bargeIn }) => bargeIn.pauseThreshold],
      [{ barge_in: { pause_windows: 3 } }, ({ bargeIn }) => bargeIn.pauseWindows],
      [{ barge_in: { min_words: 2 } }, ({ bargeIn }) => bargeIn.minWords],
      [{ barge_in: { min_speech_ms: 300 } }, ({ bargeIn }) => bargeIn.minSpeechMs],
      [{ barge_in: { confirm_speech_ms: 500 } }, ({ bargeIn }) => bargeIn.confirmSpeechMs],
      [{ barge_in: { unheard_speech_ms: 2000 } }, ({ bargeIn }) => bargeIn.unheardSpeechMs],
      [{ barge_in: { sure_confidence: 0.7 } }, ({ bargeIn }) => bargeIn.sureConfidence],
      [{ barge_in: { min_confidence: 0.4 } }, ({ bargeIn }) => bargeIn.minConfidence],
      [{ barge_in: { min_prominence_db: 3 } }, ({ bargeIn }) => bargeIn.minProminenceDb],
      [{ barge_in: { resume_after_silence_ms: 400 } }, ({ bargeIn }) => bargeIn.resumeAfterSilenceMs],
      [{ barge_in: { resume_timeout_ms: 900 } }, ({ bargeIn }) => bargeIn.resumeTimeoutMs],
      [{ barge_in: { backchannels: { nl: ['ja'] } } }, ({ bargeIn }) => bargeIn.backchannels.nl],
      [{ asr: { language: 'de' } }, ({ language }) => language],
      [{ asr: { buffer_max_duration_s: 60 } }, ({ turn }) => turn.maxTurnMs],
      [{ agent: { mode: 'agent' } }, ({ answerText }) => answerText],
      [{ llm: { provider: 'ollama' } }, ({ answerText }) => answerText],
    ];
    for (const [input, read] of changes) {
      expect(read(defaultsWith(input)), JSON.stringify(input)).not.toEqual(read(defaultsWith({})));
    }
  });

  test('an activation threshold counts whatever the aggressiveness, and keeps the distance to silence', () => {
    const { turn } = defaultsWith({ vad: { activation_threshold: 0.75, aggressiveness: 0 } });
    expect(turn).toMatchObject({ speechThreshold: 0.75, silenceThreshold: 0.6 });
  });

  test('the greeting belongs to agent mode, and may be empty', () => {
    expect(defaultsWith({}).greeting).toBeUndefined();
    expect(defaultsWith({ agent: { mode: 'agent' } }).greeting).toMatch(/voice assistant/);
    expect(defaultsWith({ agent: { mode: 'agent', greeting: '' } }).greeting).toBeUndefined();
  });
});
