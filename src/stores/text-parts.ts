/** How an index finds a text by a part of it: by the short parts that both have, in any case. */

const LENGTH = 3;

/** What characters of one letter have in common, whatever their case: "K", "k" and the sign for kelvin are one. */
const fold = (character: string) => character.toLowerCase().toUpperCase().toLowerCase();

/** Every part of three characters that the text has, once, in any case as one; none of a shorter text. */
export function partsOf(text: string): string[] {
  const characters = Array.from(text, fold);
  const parts = characters.slice(LENGTH - 1).map((_, at) => characters.slice(at, at + LENGTH).join(''));
  return [...new Set(parts)];
}

/** Some of the parts that every text has which holds this one; none where this one is too short. */
export function partsToAskFor(text: string): string[] {
  const parts = partsOf(text);
  // MongoDB tries a plan for each that it is asked for before it chooses one.
  const some = [parts.at(0), parts.at(parts.length / 2), parts.at(-1)];
  return [...new Set(some)].filter((part) => part !== undefined);
}
