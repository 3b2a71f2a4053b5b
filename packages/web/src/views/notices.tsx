import type { Notice } from '../conversation/snapshot.js';

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: number) => void;
  readonly onAskForMicrophone: () => void;
}

/** What went wrong, and what to do about it. */
export function Notices({ notices, onDismiss, onAskForMicrophone }: NoticesProps) {
  return (
    <div className="notices" role="alert">
      {notices.map(({ id, message, advice, remedy }) => (
        <div className="notice" key={id}>
          <p>
            <strong>{message}</strong> {advice}
          </p>
          {remedy === 'ask-for-microphone' && (
            <button type="button" className="secondary" onClick={onAskForMicrophone}>
              Try again
            </button>
          )}
          <button type="button" className="quiet" onClick={() => onDismiss(id)}>
            Dismiss
          </button>
        </div>
      ))}
    </div>
  );
}
