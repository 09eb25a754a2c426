import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { createApiClient } from '../api-client';
import { ApiError, messageOf } from '../api-error';
import { Button } from '../components/button';
import { Icon } from '../components/icon';

interface Props {
  /** Why the last session ended, where the visitor did not end it. */
  farewell: string | null;
  onSignIn: (key: string) => void;
}

function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (error.status === 401)
    return 'The service does not know this key. Check that you copied all of it, or make a new one.';
  if (error.status === 403) return `This key may not export logs. ${error.message}`;
  return error.message;
}

const isSendable = (key: string) => /^[\x21-\x7e]+$/.test(key);

export function SignIn({ farewell, onSignIn }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isChecking, setChecking] = useState(false);
  const [isShown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    document.title = 'Sign in · Logs Export';
    input.current?.focus();
  }, []);

  const refuse = (words: string) => {
    setProblem(words);
    setChecking(false);
    input.current?.focus();
  };
  const submit = async () => {
    const key = input.current?.value.trim() ?? '';
    if (!key) return refuse('Enter an API key.');
    if (!isSendable(key)) return refuse('An API key is one word of letters, digits and signs. Check what you pasted.');
    setChecking(true);
    setProblem(null);
    try {
      await createApiClient(key).list({ page: 0, pageSize: 1 });
      onSignIn(key);
    } catch (error) {
      refuse(inWords(error));
    }
  };

  return (
    <main class="sign-in">
      <form
        class="sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <span class="brand-mark" aria-hidden="true" />
        <h1>Logs Export</h1>
        <p class="muted">Export the logs of your LLM gateway as JSON lines. Sign in with an API key.</p>
        {farewell && <p class="sign-in-farewell">{farewell}</p>}
        <label for={id}>API key</label>
        <div class="input-with-button">
          <input
            id={id}
            ref={input}
            type={isShown ? 'text' : 'password'}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-describedby={`${id}-hint ${id}-problem`}
            aria-invalid={problem ? 'true' : undefined}
          />
          <Button kind="quiet" onClick={() => setShown(!isShown)} label={isShown ? 'Hide the key' : 'Show the key'}>
            {isShown ? 'Hide' : 'Show'}
          </Button>
        </div>
        <p id={`${id}-hint`} class="hint">
          It needs the scope <code>logs.export</code>. It stays in this tab and is forgotten when you close it.
        </p>
        <p id={`${id}-problem`} class="field-error" role="alert">
          {problem && <Icon name="warning" />}
          {problem}
        </p>
        <Button type="submit" kind="primary" busy={isChecking}>
          {isChecking ? 'Checking …' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
