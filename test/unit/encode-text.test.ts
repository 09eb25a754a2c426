import fc from 'fast-check';
import { compileLineEncoder } from '../../src/encode/line';
import { Output } from '../../src/encode/output';
import { rawDocument, rawElement, rawText } from '../support/bson';
import { withEscapes } from '../support/json-escapes';

const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd');

/** The bytes as JavaScript would read them, but for surrogates: a pair, stored one by one, is a character, a half is U+FFFD. */
function referenceText(bytes: Buffer): string {
  const decode = (part: string) => Buffer.from(part, 'latin1').toString('utf8');
  let text = '';
  let at = 0;
  const latin1 = bytes.toString('latin1');
  for (const match of latin1.matchAll(/\xed([\xa0-\xbf])([\x80-\xbf])/g)) {
    const [second, third] = [match[1]!.charCodeAt(0), match[2]!.charCodeAt(0)];
    text += decode(latin1.slice(at, match.index));
    text += String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
    at = match.index + 3;
  }
  return wellFormed(text + decode(latin1.slice(at)));
}

/** The text as a string of JSON, as the service writes it. */
const jsonOf = (text: string) => withEscapes(JSON.stringify(wellFormed(text)));

/** UTF-8 that keeps lone surrogates as three bytes each. */
function wtf8(text: string): Buffer {
  return Buffer.concat(
    [...text].map((character) => {
      const code = character.codePointAt(0)!;
      const alone = code >= 0xd800 && code <= 0xdfff;
      return alone ? Buffer.of(0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)) : Buffer.from(character);
    }),
  );
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const out = new Output();

const encodeS = compileLineEncoder([{ name: 's', path: 's', kind: 'json' }]);

function encode(bytes: Buffer): string {
  out.length = 0;
  encodeS(rawDocument(rawElement(0x02, 's', rawText(bytes))), out);
  const json = strict.decode(out.bytes.subarray(0, out.length));
  return json.slice('{"s":'.length, -'}\n'.length);
}

const unit = fc.oneof(
  fc.constantFrom('"', '\\', '\b', '\f', '\n', '\r', '\t', '\u0000', '\u001f', ' ', '!', '#', '[', ']', '\u007f', 'a'),
  fc.constantFrom('\u0080', '\u07ff', '\u0800', '\u2028', '\ud7ff', '\ue000', '\ufeff', '\uffff', '😀', '\u{10ffff}'),
  fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

test('every ASCII character is escaped as JSON.stringify does it', () => {
  const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
  for (const text of [ascii, ...ascii]) expect(encode(Buffer.from(text))).toBe(JSON.stringify(text));
});

test('text of any plane is written as JSON.stringify writes it, without halves of surrogate pairs', () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      expect(encode(wtf8(text))).toBe(jsonOf(text));
    }),
    { numRuns: 3000 },
  );
});

test('both halves of a pair, stored one by one, come out as the one character', () => {
  expect(encode(Buffer.from('eda0bdedb880', 'hex'))).toBe('"😀"');
  expect(encode(Buffer.from('eda0bdeda0bdedb880edb880', 'hex'))).toBe('"\ufffd😀\ufffd"');
});

test('what readers take for the end of a line is escaped, and what only begins like it is not', () => {
  const text = 'a\u2028b\u2029\u0085c';
  expect(encode(Buffer.from(text))).toBe('"a\\u2028b\\u2029\\u0085c"');
  const beside = '\u2027\u202a\u2020\u20a8\u0084\u0086\u00a8';
  expect(encode(Buffer.from(beside))).toBe(`"${beside}"`);
});

test('bytes that are not UTF-8 become U+FFFD exactly where a decoder puts them', () => {
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.uint8Array({ minLength: 1, maxLength: 5, min: 0x80 }),
    unit.map((text) => wtf8(text).subarray(0)),
    unit.map((text) => wtf8(text).subarray(0, -1)),
    fc
      .tuple(
        fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0xf5, 0xc0, 0xc1),
        fc.uint8Array({ maxLength: 3, min: 0x7f, max: 0xc1 }),
      )
      .map(([lead, rest]) => Uint8Array.of(lead, ...rest)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const bytes = Buffer.concat(pieces);
      expect(encode(bytes)).toBe(jsonOf(referenceText(bytes)));
    }),
    { numRuns: 5000 },
  );
});

test('every pair of a lead and a second byte, cut off after it or gone on with', () => {
  for (let lead = 0x80; lead <= 0xff; lead += 1) {
    for (let second = 0x70; second <= 0xff; second += 1) {
      for (const rest of [[], [0x80], [0x80, 0x80], [0x80, 0x80, 0x80, 0x41], [0x41, 0x80], [0xbf, 0xbf]]) {
        const bytes = Buffer.of(lead, second, ...rest);
        const json = encode(bytes);
        if (json !== jsonOf(referenceText(bytes))) throw new Error(`${bytes.toString('hex')} became ${json}`);
      }
    }
  }
});

test('long texts are whole at the edges of the chunks that they are written in', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8180, max: 8200 }),
      fc.string({ unit, maxLength: 20 }),
      fc.nat(3),
      (length, odd, times) => {
        const text = ('x'.repeat(length) + odd).repeat(times + 1);
        expect(encode(wtf8(text)) === jsonOf(text)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('text of which every byte becomes six fits, however little room there was', () => {
  for (const length of [1, 200, 8191, 8192, 8193, 50_000]) {
    const text = '\u0001'.repeat(length);
    const small = new Output(0);
    encodeS(rawDocument(rawElement(0x02, 's', rawText(text))), small);
    expect(small.take().toString() === `{"s":${JSON.stringify(text)}}\n`).toBe(true);
  }
});

test('keys are written by the same rules', () => {
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 90 }), (text) => {
      const name = text.replaceAll('\u0000', '');
      const named = rawDocument(rawElement(0x0a, wtf8(name), Buffer.of()));
      out.length = 0;
      encodeS(rawDocument(rawElement(0x03, 's', named)), out);
      expect(strict.decode(out.bytes.subarray(0, out.length))).toBe(`{"s":{${jsonOf(name)}:null}}\n`);
    }),
    { numRuns: 1500 },
  );
});
