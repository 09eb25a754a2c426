import { useId } from 'preact/hooks';
import { FieldFault } from './field-fault';
import { useFault } from './faults';

interface Props {
  path: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  placeholder?: string;
  inputMode?: 'decimal' | 'numeric';
  disabled?: boolean;
  maxLength?: number;
}

/** A labelled input with its hint and its fault. */
export function TextField({ path, label, value, onInput, hint, placeholder, inputMode, disabled, maxLength }: Props) {
  const id = useId();
  const { control, id: faultId } = useFault(path);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        placeholder={placeholder}
        inputMode={inputMode}
        disabled={disabled}
        maxLength={maxLength}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hint ? `${id}-hint ${faultId}` : faultId}
        {...control}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      <FieldFault path={path} />
    </div>
  );
}
