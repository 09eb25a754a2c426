import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import { Icon } from './icon';

interface Props {
  page: number;
  pageSize: number;
  total: number;
  /** There are more than `total`. */
  isMinimum: boolean;
  hrefOf: (page: number) => string;
}

/** The pages that have a link: the first, the last and those beside the current one; null stands for those between. */
export function linkedPages(page: number, last: number): (number | null)[] {
  const near = [page - 1, page, page + 1].filter((number) => number > 0 && number < last);
  const before = near[0] !== undefined && near[0] > 1 ? [null] : [];
  const after = near.length > 0 && near.at(-1)! < last - 1 ? [null] : [];
  return [0, ...before, ...near, ...after, ...(last > 0 ? [last] : [])];
}

/** Which part of a long list is shown, and links to the others. */
export function Pager({ page, pageSize, total, isMinimum, hrefOf }: Props) {
  const last = Math.max(0, Math.ceil(total / pageSize) - 1);
  const first = page * pageSize + 1;
  const end = Math.min(total, first + pageSize - 1);
  if (last === 0 && page === 0) return null;
  /** A link at the end of the list stays what it is, without an address: the focus must not fall off it. */
  const step = (to: number, words: string, icon: 'back' | 'forward') => {
    const isOff = to < 0 || (to > last && !isMinimum);
    return (
      <a
        key={icon}
        class={`button button-plain ${isOff ? 'is-off' : ''}`}
        role="link"
        tabIndex={0}
        aria-disabled={isOff ? 'true' : undefined}
        href={isOff ? undefined : hrefOf(to)}
      >
        <Icon name={icon} />
        {words}
      </a>
    );
  };
  return (
    <nav class="pager" aria-label={texts.list.pages}>
      <span key="range" class="muted">
        {texts.list.range(
          formatCount(Math.min(first, total)),
          formatCount(end),
          isMinimum ? texts.moreThan(formatCount(total)) : formatCount(total),
        )}
      </span>
      {step(page - 1, texts.list.newer, 'back')}
      <span key="pages" class="pager-pages">
        {linkedPages(page, last).map((number, index) =>
          number === null ? (
            <span key={`gap-${index}`}>…</span>
          ) : (
            <a
              key={number}
              class="page-link"
              href={hrefOf(number)}
              aria-label={texts.list.page(formatCount(number + 1))}
              aria-current={number === page ? 'page' : undefined}
            >
              {formatCount(number + 1)}
            </a>
          ),
        )}
      </span>
      {step(page + 1, texts.list.older, 'forward')}
    </nav>
  );
}
