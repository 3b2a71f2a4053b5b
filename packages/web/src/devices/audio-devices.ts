import { useEffect, useState } from 'react';

export interface AudioDeviceList {
  readonly microphones: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
}

const NONE: AudioDeviceList = { microphones: [], speakers: [] };

/** Names appear once the microphone was allowed; until then the list is empty. */
async function listDevices(): Promise<AudioDeviceList> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const named = devices.filter((device) => device.label !== '');
  return {
    microphones: named.filter((device) => device.kind === 'audioinput'),
    speakers: named.filter((device) => device.kind === 'audiooutput'),
  };
}

/** The sound devices, read again when one comes or goes and when `trigger` changes. */
export function useAudioDevices(trigger: unknown): AudioDeviceList {
  const [devices, setDevices] = useState(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trigger says when names may have appeared
  useEffect(() => {
    const read = () => {
      listDevices().then(setDevices, () => setDevices(NONE));
    };
    read();
    navigator.mediaDevices?.addEventListener('devicechange', read);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', read);
  }, [trigger]);
  return devices;
}
