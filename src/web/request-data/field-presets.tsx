import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { texts } from '../texts';
import type { Access } from '../types';
import { allChoices } from './field-choices';
import type { RefusalOf } from './field-refusals';
import { type FieldPreset, savedPresets } from './remembered-fields';

interface Props {
  fields: readonly string[];
  access: Access | null;
  refusalOf: RefusalOf;
  onChoose: (fields: string[]) => void;
}

const words = texts.fields;

const costReport = [
  ...['created_at', 'ai_provider', 'ai_model', 'request_tokens', 'response_tokens', 'total_tokens'],
  ...['cost', 'cost_currency', 'metadata'],
];

const fineTuning = ['request', 'response'];
const everything = allChoices.map(({ current }) => current.name);

/** The presets without what can't be exported. Half a fine-tuning set is none. */
function offered(saved: readonly FieldPreset[], refusalOf: RefusalOf): FieldPreset[] {
  const isAllowed = (name: string) => refusalOf(name) === null;
  const presets = [
    { name: words.costReport, fields: costReport },
    { name: words.everything, fields: everything },
    ...(fineTuning.every(isAllowed) ? [{ name: words.fineTuning, fields: fineTuning }] : []),
    ...saved,
  ];
  return presets
    .map(({ name, fields }) => ({ name, fields: fields.filter(isAllowed) }))
    .filter(({ fields }) => fields.length > 0);
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name) => b.includes(name));

/** Sets of fields to choose at once: the usual ones, and those that the visitor saved. */
export function FieldPresets({ fields, access, refusalOf, onChoose }: Props) {
  const [saved, setSaved] = useState(() => savedPresets.read(access));
  const [name, setName] = useState<string | null>(null);
  const keep = (presets: FieldPreset[]) => {
    savedPresets.keep(presets, access);
    setSaved(presets);
  };
  const save = () => {
    const wanted = name?.trim();
    if (!wanted) return;
    keep([...saved.filter((preset) => preset.name !== wanted), { name: wanted, fields: [...fields] }]);
    setName(null);
  };
  const presets = offered(saved, refusalOf);
  const isSaved = ({ name: shown }: FieldPreset) => saved.some((preset) => preset.name === shown);
  return (
    <div class="choices" role="group" aria-label={words.presets}>
      {presets.map((preset) => (
        <button
          key={preset.name}
          type="button"
          class="chip-button"
          aria-pressed={isSame(preset.fields, fields)}
          onClick={() => onChoose([...preset.fields])}
        >
          {preset.name}
        </button>
      ))}
      {presets
        .filter((preset) => isSaved(preset) && isSame(preset.fields, fields))
        .map((preset) => (
          <IconButton
            key={preset.name}
            icon="trash"
            label={words.remove(preset.name)}
            onClick={() => keep(saved.filter((other) => other.name !== preset.name))}
          />
        ))}
      {name === null ? (
        <Button kind="quiet" onClick={() => setName('')}>
          {words.save}
        </Button>
      ) : (
        <span class="input-with-button">
          <input
            type="text"
            aria-label={words.saveName}
            placeholder={words.saveName}
            value={name}
            maxLength={60}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button onClick={save}>{words.saveAction}</Button>
        </span>
      )}
    </div>
  );
}
