import { useEffect } from 'react';

/** Keeps a phone's screen on while `awake`: a page behind a locked screen loses its microphone. */
export function useScreenAwake(awake: boolean): void {
  useEffect(() => {
    if (!awake || navigator.wakeLock === undefined) return;
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      navigator.wakeLock.request('screen').then(
        (granted) => {
          lock = granted;
          if (over) void granted.release();
        },
        // A battery that runs low is reason enough to refuse.
        () => undefined,
      );
    };
    ask();
    // The browser takes the lock away whenever the page is hidden.
    document.addEventListener('visibilitychange', ask);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, [awake]);
}
