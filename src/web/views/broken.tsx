/** The last resort: a fault of the page itself. */
export function Broken() {
  return (
    <main class="page">
      <h1>Something on this page broke</h1>
      <p>Your exports are not touched by that. Reload the page to go on.</p>
      <p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Reload
        </button>
      </p>
    </main>
  );
}
