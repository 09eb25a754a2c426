import { texts } from '../texts';

/** Stands in for rows that are on their way, so that an empty list is never shown too early. */
export function LoadingRows() {
  return (
    <div class="loading" role="status" aria-label={texts.loading}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} class="loading-row" />
      ))}
    </div>
  );
}
