import type { ComponentChildren } from 'preact';
import { Button } from './button';
import { LoadingRows } from './loading-rows';
import { PageFault } from './page-fault';
import { ViewTitle } from './view-title';

interface Props<T> {
  words: Readonly<Record<'title' | 'lead' | 'add' | 'emptyTitle' | 'emptyLead', string>>;
  query: { data: { data: readonly T[] } | undefined; error: Error | null; refetch: () => unknown };
  onAdd: () => void;
  cardOf: (item: T) => ComponentChildren;
}

/** A view of things that are few: a card for each, and a button that adds one. */
export function CardView<T>({ words, query: { data, error, refetch }, onAdd, cardOf }: Props<T>) {
  return (
    <>
      <div class="view-head">
        <div class="view-head-title">
          <ViewTitle tab={words.title}>{words.title}</ViewTitle>
          <p class="muted">{words.lead}</p>
        </div>
        <Button kind="primary" icon="plus" onClick={onAdd}>
          {words.add}
        </Button>
      </div>
      {!data && error && <PageFault error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows />}
      {data?.data.length === 0 && (
        <section class="empty">
          <h2>{words.emptyTitle}</h2>
          <p class="muted">{words.emptyLead}</p>
        </section>
      )}
      {data?.data.map(cardOf)}
    </>
  );
}
