/** What `parley talk` was asked to do. */
export interface TalkOptions {
  readonly host: string;
  readonly token?: string;
  readonly model?: string;
  readonly voice?: string;
  readonly language?: string;
  /** Part of the name of a sound card; `list` shows what there is. */
  readonly device?: string;
  readonly mic?: boolean;
  /** WAV file that is spoken to the server in place of a microphone. */
  readonly in?: string;
  /** Folder for one WAV file a reply. */
  readonly out?: string;
  readonly json?: boolean;
  readonly bench?: boolean;
  readonly verbose?: boolean;
}
