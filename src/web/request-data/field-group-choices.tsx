import type { FieldGroup } from '../../model/fields';
import { Icon } from '../components/icon';
import { texts } from '../texts';
import { type Choice, isChosen } from './field-choices';
import type { RefusalOf } from './field-refusals';

interface Props {
  group: FieldGroup;
  choices: readonly Choice[];
  nameOf: (choice: Choice) => string;
  names: readonly string[];
  refusalOf: RefusalOf;
  onAdd: (choices: readonly Choice[]) => void;
  onRemove: (choices: readonly Choice[]) => void;
}

/** One group of the catalogue, with a box for all of it. What can't be exported can only be taken away. */
export function FieldGroupChoices({ group, choices, nameOf, names, refusalOf, onAdd, onRemove }: Props) {
  const allowed = choices.filter(({ current }) => refusalOf(current.name) === null);
  const chosen = choices.filter((choice) => isChosen(choice, names)).length;
  return (
    <div class="field-group" role="group" aria-label={texts.fields.group(group)}>
      <label class="field-group-all">
        <input
          type="checkbox"
          checked={chosen === choices.length}
          indeterminate={chosen > 0 && chosen < choices.length}
          disabled={allowed.length === 0 && chosen === 0}
          onChange={({ currentTarget }) => (currentTarget.checked ? onAdd(allowed) : onRemove(choices))}
        />
        {group}
      </label>
      <div class="field-choices">
        {choices.map((choice) => {
          const isOn = isChosen(choice, names);
          const refusal = refusalOf(choice.current.name);
          return (
            <label key={choice.current.name} class="field-choice">
              <input
                type="checkbox"
                checked={isOn}
                disabled={refusal !== null && !isOn}
                onChange={({ currentTarget }) => (currentTarget.checked ? onAdd([choice]) : onRemove([choice]))}
              />
              <span>
                <code>{nameOf(choice)}</code>
                <span class="hint">{choice.current.description}</span>
                {refusal !== null && (
                  <span class="scope-mark">
                    <Icon name="lock" />
                    {refusal}
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
