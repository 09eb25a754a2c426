import type { FieldGroup } from '../../model/fields';
import { Icon } from '../components/icon';
import { type Choice, isChosen, nameIn, type Spelling } from './field-choices';

interface Props {
  group: FieldGroup;
  choices: readonly Choice[];
  spelling: Spelling;
  names: readonly string[];
  onAdd: (choices: readonly Choice[]) => void;
  onRemove: (choices: readonly Choice[]) => void;
}

/** One group of the catalogue, with a box for all of it. */
export function FieldGroupChoices({ group, choices, spelling, names, onAdd, onRemove }: Props) {
  const chosen = choices.filter((choice) => isChosen(choice, names)).length;
  const toggle = (some: readonly Choice[], isOn: boolean) => (isOn ? onAdd(some) : onRemove(some));
  return (
    <div class="field-group" role="group" aria-label={`${group} fields`}>
      <label class="field-group-all">
        <input
          type="checkbox"
          checked={chosen === choices.length}
          indeterminate={chosen > 0 && chosen < choices.length}
          onChange={({ currentTarget }) => toggle(choices, currentTarget.checked)}
        />
        {group}
      </label>
      <div class="field-choices">
        {choices.map((choice) => (
          <label key={choice.current.name} class="field-choice">
            <input
              type="checkbox"
              checked={isChosen(choice, names)}
              onChange={({ currentTarget }) => toggle([choice], currentTarget.checked)}
            />
            <span>
              <code>{nameIn(spelling, choice)}</code>
              <span class="hint">{choice.current.description}</span>
              {choice.current.scope && (
                <span class="scope-mark">
                  <Icon name="lock" />
                  needs the scope {choice.current.scope}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}
