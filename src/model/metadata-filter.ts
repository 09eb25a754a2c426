import { Decimal128, type Document, Double, type Filter, Long } from 'mongodb';
import { numberText } from './number-text';

/** The metadata lists stand under literal dotted names, or nested, depending on who wrote the log. */
const stored = (name: 'key' | 'value'): Document => ({
  $ifNull: [{ $getField: { field: { $literal: `metadata.${name}` }, input: '$metrics' } }, `$metrics.metadata.${name}`],
});
const isList = (name: 'key' | 'value'): Document => ({ $isArray: [stored(name)] });

/** What is no list there counts as empty: one odd log must not fail the query for all. */
const listOf = (name: 'key' | 'value'): Document => ({ $cond: [isList(name), stored(name), []] });

/** Where neither is a list, the metadata are a plain map. */
const map: Document = { $cond: [{ $or: [isList('key'), isList('value')] }, null, '$metrics.metadata'] };

const LONGEST_NUMBER = 40;
const LONG_MAX = 2n ** 63n - 1n;

/** The numbers that an export writes as this text. MongoDB compares them across its types, each by its exact value. */
function numbersOf(text: string): unknown[] {
  if (text.length > LONGEST_NUMBER || !numberText.test(text)) return [];
  if (!/^-?\d{1,19}$/.test(text)) return [new Double(Number(text)), ...decimalOf(text)];
  const integer = BigInt(text);
  return integer <= LONG_MAX && integer >= -LONG_MAX ? [Long.fromBigInt(integer)] : decimalOf(text);
}

function decimalOf(text: string): Decimal128[] {
  try {
    return [Decimal128.fromString(text)];
  } catch {
    return []; // more digits than it holds
  }
}

/**
 * What a store may hold where an export writes this value: other writers than this service store numbers and booleans as
 * they are. A number that a client gives may have been written `1` or `1.0`.
 */
function storedAs(value: string | number | boolean): unknown[] {
  const text = String(value);
  const booleans = text === 'true' ? [true] : text === 'false' ? [false] : [];
  const spellings = typeof value === 'number' && Number.isInteger(value) ? [text, `${text}.0`] : [text];
  return [...spellings, ...booleans, ...numbersOf(text)];
}

/** Logs whose metadata hold this value under this key, in two parallel lists or in a plain map. */
export function metadataClause(key: string, value: string | number | boolean): Filter<Document> {
  const pairs = { $zip: { inputs: [listOf('key'), listOf('value')] } };
  const wanted = storedAs(value);
  const inLists = wanted.map((one) => ({ $in: [{ $literal: [key, one] }, pairs] }));
  const inMap = { $in: [{ $getField: { field: { $literal: key }, input: map } }, { $literal: wanted }] };
  return { $expr: { $or: [...inLists, inMap] } };
}
