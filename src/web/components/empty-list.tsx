import { texts } from '../texts';
import { Button } from './button';

interface Props {
  isFiltered: boolean;
  /** There are exports, but not on this page. */
  isPastEnd: boolean;
  onRequest: () => void;
}

const words = texts.list;

/** What the list says when there is nothing in it, and what to do then. */
export function EmptyList({ isFiltered, isPastEnd, onRequest }: Props) {
  if (isPastEnd || isFiltered) {
    return (
      <section class="empty">
        <h2>{isPastEnd ? words.pastEndTitle : words.noMatchTitle}</h2>
        <p class="muted">{isPastEnd ? words.pastEndLead : words.noMatchLead}</p>
        <a class="button button-plain" href="#/">
          {isPastEnd ? words.toNewest : words.clear}
        </a>
      </section>
    );
  }
  return (
    <section class="empty">
      <h2>{words.emptyTitle}</h2>
      <p class="muted">{words.emptyLead}</p>
      <Button kind="primary" icon="plus" onClick={onRequest}>
        {words.emptyAction}
      </Button>
    </section>
  );
}
