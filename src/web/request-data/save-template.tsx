import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../components/button';
import { useId } from '../hooks/use-id';
import { texts } from '../texts';

interface Props {
  /** The names that there are. */
  taken: readonly string[];
  suggested: string;
  isSaving: boolean;
  /** Null where the form has faults, and nothing is sent. */
  onSave: (name: string) => Promise<void> | null;
}

const words = texts.templates;

/** Asks what a template is to be called. */
export function SaveTemplate({ taken, suggested, isSaving, onSave }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const isOpen = name !== null;
  useEffect(() => input.current?.focus(), [isOpen]);
  if (name === null) {
    return (
      <Button kind="quiet" onClick={() => setName(suggested.trim())}>
        {words.save}
      </Button>
    );
  }
  const save = () => {
    const wanted = name.trim();
    const problem = wanted === '' ? words.noName : taken.includes(wanted) ? words.taken : null;
    setFault(problem);
    if (problem !== null) return;
    // A refusal is told by a notice, and leaves the name for another try.
    onSave(wanted)?.then(
      () => setName(null),
      () => undefined,
    );
  };
  return (
    <div class="field">
      <label for={id}>{words.name}</label>
      <span class="input-with-button">
        <input
          ref={input}
          id={id}
          type="text"
          value={name}
          maxLength={200}
          autocomplete="off"
          aria-invalid={fault !== null}
          aria-describedby={`${id}-hint`}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button onClick={save} busy={isSaving}>
          {words.saveAction}
        </Button>
        <Button kind="quiet" onClick={() => setName(null)}>
          {texts.cancel}
        </Button>
      </span>
      <p id={`${id}-hint`} class={fault ? 'field-error' : 'hint'} role={fault ? 'alert' : undefined}>
        {fault ?? words.shared}
      </p>
    </div>
  );
}
