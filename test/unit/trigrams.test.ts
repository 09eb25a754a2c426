import fc from 'fast-check';
import { trigramsOf, trigramsToAskFor } from '../../src/stores/trigrams';

test.each([
  ['', []],
  ['ab', []],
  ['abc', ['abc']],
  ['Banana', ['ban', 'ana', 'nan']],
  ['a  b', ['a  ', '  b']],
  ['🙂ok', ['🙂ok']],
])('%j has the trigrams %j', (text, trigrams) => {
  expect(trigramsOf(text)).toEqual(trigrams);
});

test('of a long text the first, a middle and the last trigram are asked for', () => {
  expect(trigramsToAskFor('abcdefg')).toEqual(['abc', 'cde', 'efg']);
  expect(trigramsToAskFor('abcd')).toEqual(['abc', 'bcd']);
  expect(trigramsToAskFor('aaaaa')).toEqual(['aaa']);
  expect(trigramsToAskFor('ab')).toEqual([]);
});

test('characters that are one but for their case make the same trigrams', () => {
  for (let code = 0; code <= 0x1ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    const others = [character.toLowerCase(), character.toUpperCase()].filter((other) => other !== character);
    for (const other of others) {
      const isOne = [...other].length === 1 && new RegExp(`^\\u{${code.toString(16)}}$`, 'iu').test(other);
      if (isOne) expect([character, trigramsOf(`a${other}b`)]).toEqual([character, trigramsOf(`a${character}b`)]);
    }
  }
});

test('whatever a part of a text asks for, in any case, the text has', () => {
  const inAnyCase = fc
    .tuple(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), fc.func(fc.boolean()))
    .map(([text, from, length, isUpper]) => {
      const characters = [...text];
      const part = characters.slice(from % (characters.length + 1)).slice(0, length % 20);
      // A case that is another number of characters is another text.
      const turned = (character: string) => (isUpper(character) ? character.toUpperCase() : character.toLowerCase());
      const kept = part.map((character) => ([...turned(character)].length === 1 ? turned(character) : character));
      return { text, part: kept.join('') };
    });
  fc.assert(
    fc.property(inAnyCase, ({ text, part }) => {
      const held = trigramsOf(text);
      for (const asked of trigramsToAskFor(part)) expect(held).toContain(asked);
    }),
    { numRuns: 500 },
  );
});
