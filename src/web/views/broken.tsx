import { texts } from '../texts';

/** The last resort: a fault of the page itself. */
export function Broken() {
  return (
    <main class="page">
      <h1>{texts.broken.title}</h1>
      <p>{texts.broken.lead}</p>
      <p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          {texts.broken.reload}
        </button>
      </p>
    </main>
  );
}
