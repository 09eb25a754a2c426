import { formatCount } from '../format/numbers';
import { Icon } from './icon';

interface Props {
  page: number;
  pageSize: number;
  total: number;
  hrefOf: (page: number) => string;
}

/** Which part of a long list is shown, and links to its neighbours. */
export function Pager({ page, pageSize, total, hrefOf }: Props) {
  const last = Math.max(0, Math.ceil(total / pageSize) - 1);
  const first = page * pageSize + 1;
  const end = Math.min(total, first + pageSize - 1);
  if (last === 0 && page === 0) return null;
  const step = (to: number, word: string, icon: 'back' | 'forward') =>
    to < 0 || to > last ? (
      <span class="button button-plain is-off">
        <Icon name={icon} />
        {word}
      </span>
    ) : (
      <a class="button button-plain" href={hrefOf(to)} onClick={() => scrollTo(0, 0)}>
        <Icon name={icon} />
        {word}
      </a>
    );
  return (
    <nav class="pager" aria-label="Pages of the list">
      <span class="muted">
        {formatCount(Math.min(first, total))}–{formatCount(end)} of {formatCount(total)}
      </span>
      {step(page - 1, 'Newer', 'back')}
      {step(page + 1, 'Older', 'forward')}
    </nav>
  );
}
