import { Button } from '../components/button';
import { IconButton } from '../components/icon-button';
import { useKeptFocus } from '../hooks/use-kept-focus';
import { FieldFault } from './field-fault';
import { useFault } from './faults';
import { type MetadataPair, metadataPair } from './form';

interface Props {
  pairs: readonly MetadataPair[];
  onChange: (pairs: MetadataPair[]) => void;
}

/** Key and value pairs that a log's metadata must have. */
export function MetadataPairs({ pairs, onChange }: Props) {
  const group = useKeptFocus<HTMLDivElement>();
  const { control, id } = useFault('filters.metadata');
  const set = (changed: MetadataPair) => onChange(pairs.map((pair) => (pair.id === changed.id ? changed : pair)));
  return (
    <div ref={group} class="field metadata" role="group" aria-label="Metadata" aria-describedby={id}>
      <span class="label">Metadata</span>
      {pairs.map((pair, index) => (
        <div class="metadata-pair" key={pair.id}>
          <input
            type="text"
            value={pair.key}
            placeholder="Key"
            aria-label={`Key ${index + 1}`}
            {...control}
            onInput={({ currentTarget }) => set({ ...pair, key: currentTarget.value })}
          />
          <input
            type="text"
            value={pair.value}
            placeholder="Value"
            aria-label={`Value ${index + 1}`}
            onInput={({ currentTarget }) => set({ ...pair, value: currentTarget.value })}
          />
          <IconButton
            icon="close"
            label={`Remove pair ${index + 1}`}
            onClick={() => onChange(pairs.filter(({ id: other }) => other !== pair.id))}
          />
        </div>
      ))}
      <FieldFault path="filters.metadata" />
      <Button kind="quiet" icon="plus" onClick={() => onChange([...pairs, metadataPair()])}>
        Add a key and value
      </Button>
    </div>
  );
}
