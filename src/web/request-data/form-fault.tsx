import { Callout } from '../components/callout';

/** A fault that no field shows. */
export function FormFault({ words: fault }: { words: string | undefined }) {
  if (fault === undefined) return null;
  return (
    <div role="alert">
      <Callout kind="problem">
        <p>{fault}</p>
      </Callout>
    </div>
  );
}
