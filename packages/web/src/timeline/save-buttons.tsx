import type { Conversation } from '../conversation/conversation.js';
import { timelineJson, wavOf } from './save-timeline.js';

/** Saves what the timeline shows, as sound and as data. Nothing leaves this machine. */
export function SaveButtons({ conversation }: { readonly conversation: Conversation }) {
  const saveSound = async () => {
    const wav = await wavOf(conversation.sound);
    if (wav !== undefined) download(wav, 'wav');
  };
  const saveTimeline = () => {
    const { entries, turns } = conversation.snapshot();
    const { timeline: record, sound } = conversation;
    const json = timelineJson({ record, sound, entries, turns }, performance.now(), new Date());
    download(new Blob([json], { type: 'application/json' }), 'json');
  };
  return (
    <div className="save">
      <p>
        The line between the voices shows where the server heard speech. Five minutes are kept, on this page
        alone.
      </p>
      <button type="button" className="secondary" onClick={() => void saveSound()}>
        Save sound (WAV)
      </button>
      <button type="button" className="secondary" onClick={saveTimeline}>
        Save timeline (JSON)
      </button>
    </div>
  );
}

function download(blob: Blob, extension: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `parley-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.${extension}`;
  link.click();
  // The browser has taken the blob by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
