import { type FormEvent, useState } from 'react';

/** Asks for the token that the server wants. It is kept for this tab. */
export function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <form className="token" onSubmit={submit}>
      <label className="field">
        <span>Access token</span>
        <input
          type="password"
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </label>
      <button type="submit" className="primary">
        Unlock
      </button>
    </form>
  );
}
