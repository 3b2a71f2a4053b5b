import { useEffect } from 'react';
import type { Conversation } from '../conversation/conversation.js';

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

/** M mutes, Esc stops the reply, T shows the timeline, / goes to the text field, space talks (push to talk). */
export function useCallKeys(conversation: Conversation, toggleTimeline: () => void): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Escape') conversation.stopReply();
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const { microphone, pushToTalk } = conversation.snapshot();
      if (event.key === 'm') conversation.setMuted(microphone !== 'muted');
      if (event.key === 't') toggleTimeline();
      if (event.key === '/') {
        event.preventDefault();
        document.getElementById('composer')?.focus();
      }
      if (event.key === ' ' && pushToTalk) {
        event.preventDefault();
        conversation.setTalking(true);
      }
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') conversation.setTalking(false);
    };
    const blur = () => conversation.setTalking(false);
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', blur);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', blur);
    };
  }, [conversation, toggleTimeline]);
}
