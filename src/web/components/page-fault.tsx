import { messageOf } from '../api-error';
import { Button } from './button';
import { Callout } from './callout';

/** What a view shows when it has nothing else to show: why, and what can be done. */
export function PageFault({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div role="alert">
      <Callout kind="problem" title="This could not be loaded">
        <p>{messageOf(error)}</p>
        <Button onClick={onRetry}>Try again</Button>
      </Callout>
    </div>
  );
}
