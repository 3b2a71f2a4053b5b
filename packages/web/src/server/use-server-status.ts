import { useEffect, useState } from 'react';
import type { ServerApi, ServerStatus } from './server-api.js';

const CHECK_EVERY_MS = 5000;

/** The server's state, asked for again and again; the second of the pair asks at once. */
export function useServerStatus(api: ServerApi): readonly [ServerStatus, () => void] {
  const [status, setStatus] = useState<ServerStatus>('unknown');
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asking again begins anew
  useEffect(() => {
    let current = true;
    const check = () => {
      void api.status().then((next) => current && setStatus(next));
    };
    check();
    const timer = setInterval(check, CHECK_EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [api, asked]);
  return [status, () => setAsked((count) => count + 1)];
}
