import type { Microphone } from '@parley/client';
import { createVirtualSpeaker, type VirtualSpeaker } from '@parley/client/node';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { type CommandContext, note } from '../context.js';
import { createSoundCardMicrophone, openSpeaker } from './sound-card.js';
import { createSpokenFile } from './spoken-file.js';
import type { TalkOptions } from './talk-options.js';

/** What a conversation is heard and spoken with. The client that gets them closes them. */
export interface TalkDevices {
  readonly speaker: VirtualSpeaker;
  readonly microphone: Microphone | undefined;
  /** Says the file of `--in`; undefined without one. */
  readonly sayFile: (() => Promise<void>) | undefined;
  /** Folder for one WAV file a reply; undefined when a sound card plays them. */
  readonly replyFolder: string | undefined;
  /** When the last sample of a reply was heard, on the clock of `performance.now`; of a speaker without a sound card. */
  readonly lastHeardAtMs: () => number;
  /** False for a real microphone beside a real speaker: it hears the agent too. */
  readonly echoCancellation: boolean;
}

/** Where replies go when there is no sound card. */
const DEFAULT_REPLY_FOLDER = 'parley-replies';

export async function openDevices(context: CommandContext, options: TalkOptions): Promise<TalkDevices> {
  const wantsFiles = options.out !== undefined || options.in !== undefined || options.bench === true;
  const card = wantsFiles ? undefined : await openSpeaker(options.device);
  const file = options.in === undefined ? undefined : await createSpokenFile(options.in);
  const replyFolder = options.out ?? (card === undefined && !wantsFiles ? DEFAULT_REPLY_FOLDER : undefined);
  if (card === undefined && !wantsFiles) {
    note(
      context,
      `no sound card found; replies are written to ${DEFAULT_REPLY_FOLDER}/ (choose with --out DIR)`,
    );
  }
  let lastHeardAtMs = Number.NEGATIVE_INFINITY;
  const silentSpeaker = (): VirtualSpeaker =>
    createVirtualSpeaker({
      onSpan: ({ atMs, samples }) => {
        lastHeardAtMs = atMs + (samples * 1000) / SAMPLE_RATE_HZ;
      },
    });
  return {
    speaker: card ?? silentSpeaker(),
    lastHeardAtMs: () => lastHeardAtMs,
    microphone:
      file?.microphone ?? (options.mic === true ? createSoundCardMicrophone(options.device) : undefined),
    sayFile: file?.say,
    replyFolder,
    echoCancellation: !(card !== undefined && options.mic === true),
  };
}
