/** JSON as it was sent: an object is a Map where a plain one would change it. */
export type JsonObject = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  value instanceof Map ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

export const entriesOf = (object: JsonObject): [string, unknown][] =>
  object instanceof Map ? [...(object as ReadonlyMap<string, unknown>)] : Object.entries(object);

/** The value under these keys, one inside the other; undefined where there is none. */
export function fieldOf(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    if (!isJsonObject(inner)) return undefined;
    return inner instanceof Map ? inner.get(key) : (inner as Record<string, unknown>)[key];
  }, value);
}
