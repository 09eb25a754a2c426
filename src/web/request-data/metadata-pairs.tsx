import { useId } from '../hooks/use-id';
import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { useKeptFocus } from '../hooks/use-kept-focus';
import { texts } from '../texts';
import { FieldFault } from './field-fault';
import { useFault } from './faults';
import { type MetadataPair, metadataPair } from './form';

interface Props {
  pairs: readonly MetadataPair[];
  /** The keys that logs have, each with some of its values. */
  known: Readonly<Record<string, readonly string[]>>;
  onChange: (pairs: MetadataPair[]) => void;
}

const words = texts.filters;

/** Key and value pairs that a log's metadata must have. */
export function MetadataPairs({ pairs, known, onChange }: Props) {
  const group = useKeptFocus<HTMLDivElement>();
  const list = useId();
  const { control, id } = useFault('filters.metadata');
  const set = (changed: MetadataPair) => onChange(pairs.map((pair) => (pair.id === changed.id ? changed : pair)));
  return (
    <div ref={group} class="field metadata" role="group" aria-label={words.metadata} aria-describedby={id}>
      <span class="label">{words.metadata}</span>
      <Options id={`${list}-keys`} values={Object.keys(known)} />
      {pairs.map((pair, index) => (
        <div class="metadata-pair" key={pair.id}>
          <input
            type="text"
            value={pair.key}
            placeholder={words.metadataKey}
            aria-label={words.keyOf(index + 1)}
            autocomplete="off"
            list={`${list}-keys`}
            {...control}
            onInput={({ currentTarget }) => set({ ...pair, key: currentTarget.value })}
          />
          <input
            type="text"
            value={pair.value}
            placeholder={words.metadataValue}
            aria-label={words.valueOf(index + 1)}
            autocomplete="off"
            list={`${list}-${pair.id}`}
            onInput={({ currentTarget }) => set({ ...pair, value: currentTarget.value })}
          />
          <Options id={`${list}-${pair.id}`} values={(Object.hasOwn(known, pair.key) && known[pair.key]) || []} />
          <IconButton
            icon="close"
            label={words.removePair(index + 1)}
            onClick={() => onChange(pairs.filter(({ id: other }) => other !== pair.id))}
          />
        </div>
      ))}
      <FieldFault path="filters.metadata" />
      <Button kind="quiet" icon="plus" onClick={() => onChange([...pairs, metadataPair()])}>
        {words.addPair}
      </Button>
    </div>
  );
}

function Options({ id, values }: { id: string; values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}
