import { countOf } from '../format/numbers';

/** The first of the fields, and how many there are; all of them on hover. */
export function FieldsInShort({ names }: { names: readonly string[] }) {
  const shown = names.slice(0, 3).join(', ');
  const rest = names.length - 3;
  return <span title={names.join(', ')}>{rest > 0 ? `${shown} and ${countOf(rest, 'more field')}` : shown}</span>;
}
