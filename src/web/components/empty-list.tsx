import { Button } from './button';

interface Props {
  isFiltered: boolean;
  /** There are exports, but not on this page. */
  isPastEnd: boolean;
  onRequest: () => void;
}

/** What the list says when there is nothing in it, and what to do then. */
export function EmptyList({ isFiltered, isPastEnd, onRequest }: Props) {
  if (isPastEnd) {
    return (
      <section class="empty">
        <h2>This page of the list is empty</h2>
        <p class="muted">The list has become shorter meanwhile.</p>
        <a class="button button-plain" href="#/">
          Back to the newest
        </a>
      </section>
    );
  }
  if (isFiltered) {
    return (
      <section class="empty">
        <h2>No export matches</h2>
        <p class="muted">Choose another status or workspace, or show all of them.</p>
        <a class="button button-plain" href="#/">
          Show all
        </a>
      </section>
    );
  }
  return (
    <section class="empty">
      <h2>No exports yet</h2>
      <p class="muted">
        Choose a time range and the fields you need. You see how many logs match and what the lines will look like
        before anything is made.
      </p>
      <Button kind="primary" icon="plus" onClick={onRequest}>
        Request your first export
      </Button>
    </section>
  );
}
