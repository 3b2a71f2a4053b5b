import type { Notice } from '../conversation/conversation.js';

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: number) => void;
}

/** What went wrong, and what to do about it. */
export function Notices({ notices, onDismiss }: NoticesProps) {
  return (
    <div className="notices" role="alert">
      {notices.map(({ id, message, advice }) => (
        <div className="notice" key={id}>
          <p>
            <strong>{message}</strong> {advice}
          </p>
          <button type="button" className="quiet" onClick={() => onDismiss(id)}>
            Dismiss
          </button>
        </div>
      ))}
    </div>
  );
}
