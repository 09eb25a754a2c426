import { fields, type Field, type FieldGroup } from '../../model/fields';

/** A column, and its name in either generation; a column of one generation only has the same in both. */
export interface Choice {
  current: Field;
  earlierName: string;
}

const isEarlierSpelling = (field: Field, index: number) =>
  field.alias !== null && fields.findIndex(({ name }) => name === field.alias) < index;

export const allChoices: readonly Choice[] = fields
  .filter((field, index) => !isEarlierSpelling(field, index))
  .map((current) => ({ current, earlierName: current.alias ?? current.name }));

const groups = [...new Set(allChoices.map(({ current }) => current.group))];

export const choiceGroups: readonly (readonly [FieldGroup, readonly Choice[]])[] = groups.map((group) => [
  group,
  allChoices.filter(({ current }) => current.group === group),
]);

export type Spelling = 'current' | 'earlier';

export const nameIn = (spelling: Spelling, { current, earlierName }: Choice): string =>
  spelling === 'current' ? current.name : earlierName;

const spellingsOf = ({ current, earlierName }: Choice) => [current.name, earlierName];

export const isChosen = (choice: Choice, names: readonly string[]): boolean =>
  spellingsOf(choice).some((name) => names.includes(name));

export const without = (removed: readonly Choice[], names: readonly string[]): string[] => {
  const gone = new Set(removed.flatMap(spellingsOf));
  return names.filter((name) => !gone.has(name));
};

/** The names with these columns added, in the catalogue's order among themselves, after those there are. */
export const withAdded = (added: readonly Choice[], names: readonly string[], spelling: Spelling): string[] => [
  ...names,
  ...added.filter((choice) => !isChosen(choice, names)).map((choice) => nameIn(spelling, choice)),
];

/** The same columns in the same order, in the other generation's names. */
export const respelled = (names: readonly string[], spelling: Spelling): string[] => [
  ...new Set(
    names.map((name) => {
      const choice = allChoices.find((candidate) => spellingsOf(candidate).includes(name));
      return choice ? nameIn(spelling, choice) : name;
    }),
  ),
];

/** Which generation the names are of: the earlier one only where one of them is. */
export const spellingOf = (names: readonly string[]): Spelling =>
  allChoices.some(({ current, earlierName }) => current.name !== earlierName && names.includes(earlierName))
    ? 'earlier'
    : 'current';
