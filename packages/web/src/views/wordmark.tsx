import type { AppConfig } from '../app-config.js';

/** The logo of whoever hosts the page, or our own: two voices on one line. */
export function Wordmark({ config }: { readonly config: AppConfig }) {
  const { logo, logoDark, pageTitle } = config;
  if (logo !== '') {
    return (
      <span className="wordmark">
        <img className={logoDark === '' ? '' : 'only-light'} src={logo} alt={pageTitle} height="28" />
        {logoDark !== '' && <img className="only-dark" src={logoDark} alt={pageTitle} height="28" />}
      </span>
    );
  }
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <g className="fill-agent">
          <rect x="4" y="9" width="4" height="6" rx="1.5" />
          <rect x="10" y="3" width="4" height="12" rx="1.5" />
          <rect x="16" y="7" width="4" height="8" rx="1.5" />
        </g>
        <g className="fill-person">
          <rect x="12" y="17" width="4" height="6" rx="1.5" />
          <rect x="18" y="17" width="4" height="12" rx="1.5" />
          <rect x="24" y="17" width="4" height="8" rx="1.5" />
        </g>
      </svg>
      {pageTitle}
    </span>
  );
}
