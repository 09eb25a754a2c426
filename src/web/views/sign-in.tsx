import { useEffect, useRef, useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { createApiClient } from '../api-client';
import { ApiError, messageOf } from '../api-error';
import { Button } from '../components/button';
import { Icon } from '../components/icon';
import { texts } from '../texts';

const words = texts.signIn;

interface Props {
  /** Why the last session ended, where the visitor did not end it. */
  farewell: string | null;
  onSignIn: (key: string, isShared: boolean) => void;
}

function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (error.status === 401) return words.invalid;
  if (error.status === 403) return words.noScope(error.message);
  return error.message;
}

const isSendable = (key: string) => /^[\x21-\x7e]+$/.test(key);

export function SignIn({ farewell, onSignIn }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const shared = useRef<HTMLInputElement>(null);
  const [isChecking, setChecking] = useState(false);
  const [isShown, setShown] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${words.tab} · ${texts.product}`;
    input.current?.focus();
  }, []);

  const refuse = (why: string) => {
    setProblem(why);
    setChecking(false);
    input.current?.focus();
  };
  const submit = async () => {
    const key = input.current?.value.trim() ?? '';
    if (!key) return refuse(words.noKey);
    if (!isSendable(key)) return refuse(words.badCharacters);
    setChecking(true);
    setProblem(null);
    try {
      await createApiClient(key).access();
      onSignIn(key, shared.current?.checked !== true);
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
        <h1>{texts.product}</h1>
        <p class="muted">{words.lead}</p>
        {farewell && <p class="sign-in-farewell">{farewell}</p>}
        <label for={id}>{words.key}</label>
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
          <Button kind="quiet" onClick={() => setShown(!isShown)} label={isShown ? words.hideKey : words.showKey}>
            {isShown ? words.hide : words.show}
          </Button>
        </div>
        <p id={`${id}-hint`} class="hint">
          {words.scope[0]}
          <code>{words.scope[1]}</code>
          {words.scope[2]}
        </p>
        <p id={`${id}-problem`} class="field-error" role="alert">
          {problem && <Icon name="warning" />}
          {problem}
        </p>
        <div class="check">
          <input ref={shared} id={`${id}-shared`} type="checkbox" aria-describedby={`${id}-shared-hint`} />
          <span>
            <label for={`${id}-shared`}>{words.shared}</label>
            <span id={`${id}-shared-hint`} class="hint">
              {words.sharedHint}
            </span>
          </span>
        </div>
        <Button type="submit" kind="primary" busy={isChecking}>
          {isChecking ? words.checking : words.submit}
        </Button>
      </form>
    </main>
  );
}
