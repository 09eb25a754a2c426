import fc from 'fast-check';
import { BSON, Decimal128, Long } from 'mongodb';
import { parseJson } from '../../src/api/parse-json';
import { compileLineEncoder } from '../../src/encode/line';
import { Output } from '../../src/encode/output';
import type { ServiceError } from '../../src/model/errors';
import { withEscapes } from '../support/json-escapes';

const parse = (text: string, exact = true) => parseJson(text, { exact, maxExactNumbers: 100 });
const refusalOf = (text: string, exact = true) => {
  try {
    return ['taken', parse(text, exact)];
  } catch (error) {
    const { param, message } = error as ServiceError;
    return [param, message];
  }
};

/** What is stored of the JSON, and written again. */
function roundTrip(json: string): string {
  const out = new Output();
  compileLineEncoder([{ name: 'v', path: 'v', kind: 'json' }])(BSON.serialize({ v: parse(json) }), out);
  return out.take().toString().slice('{"v":'.length, -'}\n'.length);
}

describe('JSON as JavaScript reads it', () => {
  test.each([true, false])('any value, exact: %s', (exact) => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const wanted = JSON.parse(text) as unknown;
        expect(JSON.stringify(plain(parse(text, exact)))).toBe(JSON.stringify(wanted));
      }),
      { numRuns: 1000 },
    );
  });

  test('any text is JSON for both, or for neither', () => {
    const unit = fc.constantFrom(...'{}[]",:\\u0123e+-.tfn \n\ttruefalsenull\u00a0', '\u0000', '"a":');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const isJson = (read: () => unknown) => {
          try {
            read();
            return true;
          } catch (error) {
            // Only what is no JSON at all counts here.
            return error instanceof SyntaxError ? false : !/is not valid JSON/.test((error as Error).message);
          }
        };
        expect(isJson(() => parse(text))).toBe(isJson(() => JSON.parse(text)));
      }),
      { numRuns: 5000 },
    );
  });
});

/** Maps as the objects that JSON.parse would have made. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Long || value instanceof Decimal128) return Number(value.toString());
  const entries = value instanceof Map ? [...(value as Map<string, unknown>)] : value;
  if (Array.isArray(entries)) return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)] as const));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

test.each([
  '{"50256":-100,"1000":5}',
  '{"b":1,"10":{"9":[],"8":{}},"a":2}',
  '{"__proto__":{"a":1},"b":2}',
  '{"_bsontype":"ObjectId","id":"x"}',
  '{"constructor":1,"toString":{"hasOwnProperty":2},"$set":3,"a.b":4,"":5}',
  '[0,-0,1,-1,2147483647,2147483648,-2147483649,9007199254740991,9007199254740992,9007199254740993]',
  '[9223372036854775807,-9223372036854775808,9223372036854775808,18446744073709551616]',
  '[9999999999999999999999999999999999,-1234567890123456789012345678901234]',
  '[0.1,-0.5,1.0,100.00,0.10,-0.0,0.30000000000000004,12345678901234567890.123]',
  '[5e-324,1.7976931348623157e+308,1e-7,1e+21,123456789.125]',
  '"\\u0000\\u001f\\" \\\\ é 你 😀"',
])('%s comes back digit by digit, key by key', (json) => expect(roundTrip(json)).toBe(json));

test.each([
  ['1e400', '1E+400'],
  ['-1.5e-400', '-1.5E-400'],
  ['1E5', '1E+5'],
  ['1e-7', '1e-7'],
  ['1E-7', '1e-7'],
  ['0.0000001', '1e-7'],
  ['0e0', '0'],
  ['0.000', '0.000'],
  ['1e6111', '1E+6111'],
])('%s comes back as %s: the same number with the same digits', (json, written) => {
  expect(roundTrip(json)).toBe(written);
});

test('any number that is taken comes back with its value and its digits', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,40})$/);
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      digits,
      fc.option(fc.stringMatching(/^\d{1,40}$/)),
      fc.option(fc.integer({ min: -400, max: 400 })),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`,
    );
  const significant = (text: string) => {
    const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)!;
    return [sign, `${whole}${fraction}`.replace(/^0+(?=\d)/, ''), Number(exponent) - fraction.length];
  };
  fc.assert(
    fc.property(number, (json) => {
      const [param, message] = refusalOf(json) as [string, unknown];
      if (param !== 'taken') {
        expect(message).toMatch(/more digits than MongoDB keeps/);
        expect(significant(json)[1]!.toString().length).toBeGreaterThan(34);
      } else expect(significant(roundTrip(json))).toEqual(significant(json));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['{"a":{"b":[0,{"c":1,"c":2}]}}', 'a.b.1.c', /a\.b\.1\.c is given twice\./],
  ['{"1":1,"a":2,"1":3}', '1', /1 is given twice/],
  ['{"a":1,"\\u0061":2}', 'a', /given twice/],
  ['{"__proto__":1,"__proto__":2}', '__proto__', /given twice/],
  ['{"request":{"\\ud800":1}}', 'request.\\ud800', /half of a surrogate pair in its key/],
  ['{"a\\u0000b":1}', 'a\\u0000b', /a NUL character in its key/],
  [`{"n":[1,${'9'.repeat(35)}]}`, 'n.1', /more digits than MongoDB keeps \(34\)/],
  [`${'9'.repeat(39)}`, 'body', /more digits/],
  [`1${'0'.repeat(38)}`, 'body', /more digits/],
  [`0.${'1'.repeat(35)}`, 'body', /more digits/],
  ['1e6112', 'body', /more digits/],
  [`${'9'.repeat(500_000)}`, 'body', /more digits/],
  [`1e${'9'.repeat(500_000)}`, 'body', /more digits/],
])('%.60s is refused by its path', (json, param, says) => {
  expect(refusalOf(json)).toEqual([param, expect.stringMatching(says)]);
});

test('a duplicate key is refused of any body; a number of a usual one is a double, if it is one', () => {
  expect(refusalOf('{"filters":{},"filters":{}}', false)).toEqual(['filters', expect.stringContaining('given twice')]);
  expect(parse('{"a":1.0,"b":9007199254740993,"c":1e999,"2":1,"1":2}', false)).toEqual({
    ...{ a: 1, b: 9_007_199_254_740_992, c: Infinity },
    ...{ 1: 2, 2: 1 },
  });
  expect(refusalOf('{"cost_min":0.12345678901234567890}', false)).toEqual([
    'cost_min',
    expect.stringContaining('more digits than are compared'),
  ]);
});

test('numbers that cost more than a double are bounded', () => {
  expect(parse(`[${'1.0,'.repeat(99)}1.0]`)).toHaveLength(100);
  expect(() => parse(`[${'1.0,'.repeat(100)}1.0]`)).toThrow(/at most 100 numbers with more digits/);
});

test.each([
  ['', 'line 1, column 1 has the end of the body where a value should be'],
  ['{"a":1,}', 'line 1, column 8 has "}" where a key in double quotes should be'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3 has "\\"" where a comma or } should be'],
  ["{'a':1}", 'line 1, column 2 has "\'" where a key in double quotes should be'],
  ['{"a" 1}', 'line 1, column 6 has "1" where a colon should be'],
  ['[1,2', 'line 1, column 5 has the end of the body where a comma or ] should be'],
  ['[1,]', 'line 1, column 4 has "]" where a value should be'],
  ['[NaN]', 'line 1, column 2 has "N" where a value should be'],
  ['["😀", nul]', 'line 1, column 7 has "n" where a value should be'],
  ['[-x]', 'line 1, column 2 has "-" where a number should be'],
  ['[01]', 'line 1, column 3 has "1" where a comma or ] should be'],
  ['{"a":"x\n"}', 'line 1, column 8 has "\\n" where an escape should be'],
  ['["\\x"]', 'line 1, column 3 has "\\\\" where an escape of JSON should be'],
  ['["abc', 'line 1, column 6 has the end of the body where a closing quote should be'],
  ['{} {}', 'line 1, column 4 has "{" where the end should be'],
  ['\ufeff\n[', 'line 2, column 2 has the end of the body where a value should be'],
])('%j says where, and what it met', (text, says) => {
  expect(refusalOf(text)).toEqual(['body', `The body is not valid JSON: ${says}.`]);
});

test('a byte order mark is skipped', () => expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 }));

test('half of a surrogate pair in a text becomes U+FFFD, as no UTF-8 holds it', () => {
  expect(roundTrip('"a\\ud83d\\ud83d\\ude00\\udc00"')).toBe('"a\ufffd😀\ufffd"');
});

test('any JSON comes back as it was sent', () => {
  const key = fc.oneof(fc.string(), fc.nat(99).map(String), fc.constantFrom('__proto__', '_bsontype', 'a'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc
        .oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.integer())
        .map((v) => JSON.stringify(v)),
      fc.array(tie('value') as fc.Arbitrary<string>, { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
      fc
        .uniqueArray(fc.tuple(key, tie('value') as fc.Arbitrary<string>), { maxLength: 5, selector: ([name]) => name })
        .map((entries) => `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${item}`).join(',')}}`),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => expect(roundTrip(json)).toBe(withEscapes(json))),
    {
      numRuns: 1500,
    },
  );
});
