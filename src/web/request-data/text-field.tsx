import { useId } from '../hooks/use-id';
import { FieldFault } from './field-fault';
import { useFault } from './faults';

interface Props {
  path: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  placeholder?: string;
  inputMode?: 'decimal' | 'numeric';
  maxLength?: number;
  /** Offered while typing, as the whole value that would stand there. */
  suggestions?: readonly string[];
  /** Has the focus when the dialog opens. */
  isFirst?: boolean;
}

/** A labelled input with its hint, its suggestions and its fault. */
export function TextField(props: Props) {
  const { path, label, value, onInput, hint, placeholder, inputMode, maxLength, suggestions = [], isFirst } = props;
  const id = useId();
  const { control, id: faultId } = useFault(path);
  const hasList = suggestions.length > 0;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        placeholder={placeholder}
        inputMode={inputMode}
        maxLength={maxLength}
        autocomplete="off"
        spellcheck={false}
        list={hasList ? `${id}-list` : undefined}
        aria-describedby={hint ? `${id}-hint ${faultId}` : faultId}
        data-autofocus={isFirst ? '' : undefined}
        {...control}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {hasList && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggested) => (
            <option key={suggested} value={suggested} />
          ))}
        </datalist>
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      <FieldFault path={path} />
    </div>
  );
}
