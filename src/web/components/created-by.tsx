/** Who made it: the API knows people by their keys, and a key by its id. */
export function CreatedBy({ id }: { id: string }) {
  return (
    <span class="muted created-by" title={`Key ${id}`}>
      by key {id.slice(0, 8)}
    </span>
  );
}
