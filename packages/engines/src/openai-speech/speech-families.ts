const ALL = ['voice', 'speed', 'language', 'emotion', 'voice_ref', 'lora'] as const;

/** Families served through an OpenAI-style speech endpoint, and the session options that each honours by default. */
export const SPEECH_FAMILIES = {
  /** Any server; everything is passed on. */
  'openai-speech': { options: ALL },
  /** CosyVoice 2: expressive, zero-shot, streaming. */
  cosyvoice2: { options: ['voice', 'speed', 'language', 'emotion', 'voice_ref'] },
  /** XTTS-v2: several speakers, and cloning from a reference recording. */
  xtts: { options: ['voice', 'speed', 'language', 'voice_ref'] },
  /** Sesame CSM with LoRA variants. */
  sesame: { options: ['voice', 'emotion', 'lora'] },
} as const satisfies Record<string, { readonly options: readonly string[] }>;

export type SpeechFamily = keyof typeof SPEECH_FAMILIES;
