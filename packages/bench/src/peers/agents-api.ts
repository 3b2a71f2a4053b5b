import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What is used of `@livekit/agents` 1.9, which is no dependency and so brings no types. */
export interface AgentsApi {
  initializeLogger(options: { pretty: boolean; level: string }): void;
  readonly stt: {
    readonly STT: new (capabilities: { streaming: boolean; interimResults: boolean }) => object;
    readonly SpeechStream: new (
      stt: object,
    ) => {
      readonly input: AsyncIterable<unknown>;
      readonly queue: Queue;
    };
    readonly SpeechEventType: Readonly<Record<'INTERIM_TRANSCRIPT' | 'FINAL_TRANSCRIPT', number>>;
  };
  readonly llm: {
    readonly LLM: new () => object;
    readonly LLMStream: new (llm: object, options: object) => { readonly queue: Queue };
  };
  readonly tts: {
    readonly TTS: new (
      sampleRateHz: number,
      channels: number,
      capabilities: { streaming: boolean },
    ) => object;
    readonly SynthesizeStream: {
      new (
        tts: object,
      ): {
        readonly input: AsyncIterable<unknown>;
        readonly queue: Queue;
      };
      readonly END_OF_STREAM: symbol;
    };
  };
  readonly voice: {
    readonly Agent: new (options: { instructions: string }) => object;
    readonly AgentSession: new (options: object) => AgentSession;
  };
}

interface Queue {
  put(item: unknown): void;
}

export interface AgentSession {
  start(options: object): Promise<void>;
  say(text: string): object;
  interrupt(options: { force: boolean }): unknown;
  clearUserTurn(): void;
  on(event: string, listener: (event: unknown) => void): void;
  close(): Promise<void>;
}

export interface AgentsPackages {
  readonly agents: AgentsApi;
  readonly silero: { readonly VAD: { load(options: object): Promise<object> } };
  readonly rtc: {
    readonly Room: new () => {
      connect(url: string, token: string, options: object): Promise<void>;
      disconnect(): Promise<void>;
    };
    readonly AudioFrame: new (
      data: Int16Array,
      sampleRateHz: number,
      channels: number,
      samples: number,
    ) => object;
  };
  readonly server: {
    readonly AccessToken: new (
      key: string,
      secret: string,
      options: { identity: string },
    ) => { addGrant(grant: object): void; toJwt(): Promise<string> };
  };
}

/** The packages of a folder in which they are installed. */
export function loadAgents(folder: string): AgentsPackages {
  const load = createRequire(join(folder, 'package.json'));
  return {
    agents: load('@livekit/agents') as AgentsApi,
    silero: load('@livekit/agents-plugin-silero') as AgentsPackages['silero'],
    rtc: load('@livekit/rtc-node') as AgentsPackages['rtc'],
    server: load('livekit-server-sdk') as AgentsPackages['server'],
  };
}
