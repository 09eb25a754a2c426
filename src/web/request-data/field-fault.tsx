import { Icon } from '../components/icon';
import { useFault } from './faults';

/** What is wrong with a field, beside it. */
export function FieldFault({ path }: { path: string }) {
  const { fault, id } = useFault(path);
  return (
    <p id={id} class="field-error" role={fault ? 'alert' : undefined}>
      {fault && <Icon name="warning" />}
      {fault}
    </p>
  );
}
