import { compressionsOf, extensionOf, formats, labelOf } from '../../model/formats';
import { useId } from '../hooks/use-id';
import { texts } from '../texts';
import { FieldFault } from './field-fault';
import type { Form } from './form';
import type { SectionProps } from './section';

const words = texts.file;

/** What the file is and how it is packed, which an export keeps for good. */
export function FileFormat({ form, change, isEditing }: SectionProps & { isEditing: boolean }) {
  const { format, compression } = form;
  return (
    <>
      <Choices
        label={words.format}
        path="format"
        options={formats.map((value) => ({
          value,
          label: labelOf({ format: value }),
          extension: extensionOf({ format: value }),
        }))}
        chosen={format}
        disabled={isEditing}
        onChoose={(value) => change({ format: value, compression: compressionOf(value, compression) })}
      />
      <p class="hint">{isEditing ? words.fixed : words.purposes[format]}</p>
      <Choices
        label={words.compression}
        path="compression"
        options={compressionsOf(format).map((value) => ({
          value,
          label: words.compressions[value],
          extension: extensionOf({ format, compression: value }),
        }))}
        chosen={compression}
        disabled={isEditing}
        onChoose={(value) => change({ compression: value })}
      />
      {format === 'csv' && (
        <label class="check">
          <input
            type="checkbox"
            checked={form.keepsFormulas}
            disabled={isEditing}
            onChange={({ currentTarget }) => change({ keepsFormulas: currentTarget.checked })}
          />
          <span>
            {words.keepFormulas}
            <span class="hint">{words.keepFormulasHint}</span>
          </span>
        </label>
      )}
    </>
  );
}

/** The compression that was chosen, where the format has it; what was not compressed becomes what is usual for the format. */
const compressionOf = (format: Form['format'], chosen: Form['compression']) =>
  chosen !== 'none' && compressionsOf(format).includes(chosen) ? chosen : compressionsOf(format)[0];

interface ChoicesProps<Value extends string> {
  label: string;
  path: string;
  options: readonly { value: Value; label: string; extension: string }[];
  chosen: Value;
  disabled: boolean;
  onChoose: (value: Value) => void;
}

function Choices<Value extends string>({ label, path, options, chosen, disabled, onChoose }: ChoicesProps<Value>) {
  const name = useId();
  return (
    <div class="field">
      <span class="label" id={name}>
        {label}
      </span>
      <div class="choices" role="radiogroup" aria-labelledby={name}>
        {options.map(({ value, label: text, extension }) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name={name}
              checked={value === chosen}
              disabled={disabled}
              onChange={() => onChoose(value)}
            />
            <span>
              {text} <code>{extension}</code>
            </span>
          </label>
        ))}
      </div>
      <FieldFault path={path} />
    </div>
  );
}
