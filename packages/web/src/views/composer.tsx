import { type FormEvent, useState } from 'react';
import { SendIcon } from './icons.js';

interface ComposerProps {
  readonly agentName: string;
  readonly disabled: boolean;
  readonly onSend: (text: string) => void;
}

/** As the protocol allows. */
const MAX_LENGTH = 10_000;

/** Typing instead of talking. */
export function Composer({ agentName, disabled, onSend }: ComposerProps) {
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (words === '' || disabled) return;
    onSend(words);
    setText('');
  };
  return (
    <form className="composer" onSubmit={send}>
      <input
        id="composer"
        aria-label={`Write to ${agentName}`}
        placeholder={`Write to ${agentName}`}
        autoComplete="off"
        enterKeyHint="send"
        maxLength={MAX_LENGTH}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="round" aria-label="Send" disabled={disabled || text.trim() === ''}>
        <SendIcon />
      </button>
    </form>
  );
}
