import { useState } from 'preact/hooks';
import { fields as catalogue } from '../../model/fields';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { texts } from '../texts';
import type { Access } from '../types';
import { allowedFields, type FieldPreset, savedPresets } from './remembered-fields';
import { allChoices } from './field-choices';

interface Props {
  fields: readonly string[];
  access: Access | null;
  onChoose: (fields: string[]) => void;
}

const words = texts.fields;

const costReport = [
  ...['created_at', 'ai_provider', 'ai_model', 'request_tokens', 'response_tokens', 'total_tokens'],
  ...['cost', 'cost_currency', 'metadata'],
];

const usual = (access: Access | null): FieldPreset[] => {
  const all = allowedFields(
    allChoices.map(({ current }) => current.name),
    access,
  );
  const content = catalogue.filter(({ group }) => group === 'Content').map(({ name }) => name);
  const fineTuning = allowedFields(['request', 'response'], access);
  return [
    { name: words.costReport, fields: costReport },
    { name: words.everything, fields: all },
    ...(content.length > 0 && fineTuning.length > 0 ? [{ name: words.fineTuning, fields: fineTuning }] : []),
  ];
};

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name) => b.includes(name));

/** Sets of fields to choose at once: the usual ones, and those that the visitor saved. */
export function FieldPresets({ fields, access, onChoose }: Props) {
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
  return (
    <div class="choices" role="group" aria-label={words.presets}>
      {[...usual(access), ...saved].map((preset) => (
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
      {saved
        .filter((preset) => isSame(preset.fields, fields))
        .map((preset) => (
          <IconButton
            key={preset.name}
            icon="trash"
            label={words.remove(preset.name)}
            onClick={() => keep(saved.filter((other) => other !== preset))}
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
