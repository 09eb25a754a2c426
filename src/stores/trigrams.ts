/** How an index finds a text by a part of it: by the trigrams that both have, in any case. */

const LENGTH = 3;

/** What characters of one letter have in common, whatever their case: "K", "k" and the sign for kelvin are one. */
const fold = (character: string) => character.toLowerCase().toUpperCase().toLowerCase();

/** Each three characters that follow one another in the text, once, in any case as one; none of a shorter text. */
export function trigramsOf(text: string): string[] {
  const characters = Array.from(text, fold);
  const trigrams = characters.slice(LENGTH - 1).map((_, at) => characters.slice(at, at + LENGTH).join(''));
  return [...new Set(trigrams)];
}

/** Some of those that every text has which holds this one; none where this one is too short. */
export function trigramsToAskFor(text: string): string[] {
  const trigrams = trigramsOf(text);
  // MongoDB tries a plan for each that it is asked for before it chooses one.
  const some = [trigrams.at(0), trigrams.at(trigrams.length / 2), trigrams.at(-1)];
  return [...new Set(some)].filter((trigram) => trigram !== undefined);
}
