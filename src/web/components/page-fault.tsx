import { messageOf } from '../api-error';
import { texts } from '../texts';
import { Button } from './button';
import { Callout } from './callout';

/** What a view shows when it has nothing else to show: why, and what can be done. */
export function PageFault({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div role="alert">
      <Callout kind="problem" title={texts.fault.title}>
        <p>{messageOf(error)}</p>
        <Button onClick={onRetry}>{texts.tryAgain}</Button>
      </Callout>
    </div>
  );
}
