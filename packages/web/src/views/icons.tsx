import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const MicrophoneIcon = () => (
  <Icon>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
);

export const MutedIcon = () => (
  <Icon>
    <path d="M9 9v2a3 3 0 0 0 4.6 2.5M15 10.500V6a3 3 0 0 0-5.800-1" />
    <path d="M5.500 11.500a6.500 6.500 0 0 0 10 5.500M18.500 11.500a6.500 6.500 0 0 1-.6 2.700M12 18v3M4 4l16 16" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5M6 11l6-6 6 6" />
  </Icon>
);

export const StopIcon = () => (
  <Icon>
    <rect x="6.500" y="6.500" width="11" height="11" rx="2" />
  </Icon>
);

export const TimelineIcon = () => (
  <Icon>
    <path d="M3 12h18M6 9V7M9.500 9V4M13 9V6M11 15v4M14.500 15v3M18 15v5" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 8h9M17 8h3M4 16h3M11 16h9" />
    <circle cx="15" cy="8" r="2" />
    <circle cx="9" cy="16" r="2" />
  </Icon>
);

const THEME_PATHS = {
  light:
    'M12 4V2.500M12 21.500V20M4 12H2.500M21.500 12H20M6.300 6.300 5.300 5.300M18.700 18.700l-1-1M6.300 17.700l-1 1M18.700 5.300l-1 1M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  dark: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
} as const;

export function ThemeIcon({ theme }: { readonly theme: keyof typeof THEME_PATHS }) {
  return (
    <Icon>
      <path d={THEME_PATHS[theme]} />
    </Icon>
  );
}
