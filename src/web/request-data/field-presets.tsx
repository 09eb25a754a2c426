import { texts } from '../texts';
import { allChoices } from './field-choices';
import type { RefusalOf } from './field-refusals';

interface Props {
  fields: readonly string[];
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
function offered(refusalOf: RefusalOf) {
  const isAllowed = (name: string) => refusalOf(name) === null;
  const presets = [
    { name: words.costReport, fields: costReport },
    { name: words.everything, fields: everything },
    ...(fineTuning.every(isAllowed) ? [{ name: words.fineTuning, fields: fineTuning }] : []),
  ];
  return presets
    .map(({ name, fields }) => ({ name, fields: fields.filter(isAllowed) }))
    .filter(({ fields }) => fields.length > 0);
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name) => b.includes(name));

/** The usual sets of fields, to choose at once. */
export function FieldPresets({ fields, refusalOf, onChoose }: Props) {
  return (
    <div class="choices" role="group" aria-label={words.presets}>
      {offered(refusalOf).map((preset) => (
        <button
          key={preset.name}
          type="button"
          class="chip-button"
          aria-pressed={isSame(preset.fields, fields)}
          onClick={() => onChoose(preset.fields)}
        >
          {preset.name}
        </button>
      ))}
    </div>
  );
}
