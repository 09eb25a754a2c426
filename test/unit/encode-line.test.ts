import { BSON } from 'mongodb';
import fc from 'fast-check';
import { type Column, type ColumnKind } from '../../src/encode/column';
import { compileLineEncoder } from '../../src/encode/line';
import { Output } from '../../src/encode/output';
import { int32, rawDocument, rawElement, rawText, serialize } from '../support/bson';

const { Decimal128, Double, Int32, Long, ObjectId } = BSON;

function encode(columns: readonly Column[], bson: Uint8Array): string {
  const out = new Output(0);
  compileLineEncoder(columns)(bson, out);
  return out.take().toString();
}

/** The one value of a line that has one column. */
function encodeColumn(kind: ColumnKind, path: string, document: Record<string, unknown>): string {
  const line = encode([{ name: 'c', path, kind }], serialize(document));
  return line.slice('{"c":'.length, -'}\n'.length);
}

const metadata = { key: ['_user', 'team'], value: ['ann', 'a'] };

test('keys stand in the order of the columns, under the names asked for; what is missing is null', () => {
  const columns: Column[] = [
    { name: 'z', path: 'metrics.cost', kind: 'number' },
    { name: 'request.body', path: 'request.body', kind: 'json' },
    { name: 'id "1"', path: '_id', kind: 'string' },
    { name: 'request', path: 'request.body', kind: 'json' },
    { name: 'none', path: 'metrics.none', kind: 'string' },
  ];
  const bson = serialize({ _id: 'x', metrics: { cost: 1.5 }, request: { body: { b: [1, { c: null }] } } });
  expect(encode(columns, bson)).toBe(
    '{"z":1.5,"request.body":{"b":[1,{"c":null}]},"id \\"1\\"":"x","request":{"b":[1,{"c":null}]},"none":null}\n',
  );
  expect(encode([], bson)).toBe('{}\n');
  expect(encode(columns, rawDocument())).toBe(
    '{"z":null,"request.body":null,"id \\"1\\"":null,"request":null,"none":null}\n',
  );
});

test('one encoder serves many documents, and forgets each', () => {
  const line = compileLineEncoder([{ name: 'a', path: 'a', kind: 'json' }]);
  const out = new Output();
  for (const document of [{ a: 1 }, { b: 2 }, { a: 3 }]) line(serialize(document), out);
  expect(out.take().toString()).toBe('{"a":1}\n{"a":null}\n{"a":3}\n');
});

describe('paths', () => {
  test.each([
    ['nested', { a: { b: { c: 1 } } }, '1'],
    ['all dots', { 'a.b.c': 1 }, '1'],
    ['dots, then nested', { 'a.b': { c: 1 } }, '1'],
    ['nested, then dots', { a: { 'b.c': 1 } }, '1'],
    ['the first of two', { a: { 'b.c': 1, b: { c: 2 } } }, '1'],
    ['the first of two, though null', { 'a.b.c': null, a: { b: { c: 2 } } }, 'null'],
    ['a parent stored twice', { 'a.b': { x: 0 }, a: { b: { c: 2 } } }, '2'],
    ['not a part of a name', { ab: { c: 1 }, 'a.b.cc': 1, 'a.b.': 1, '.a.b.c': 1, 'a.': { 'b.c': 1 } }, 'null'],
    ['not through an array', { a: [{ b: { c: 1 } }], 'a.b': [1] }, 'null'],
    ['not through a scalar', { a: 'b.c' }, 'null'],
    ['names that are longer, or not ASCII', { 'a.b.c.d': 1, 'ä.b.c': 2, 'a.b.ç': 3 }, 'null'],
  ])('%s', (_, document, json) => expect(encodeColumn('json', 'a.b.c', document)).toBe(json));

  test('the first of two, while others are still looked for', () => {
    const columns: Column[] = ['a.b', 'none'].map((path) => ({ name: path, path, kind: 'json' }));
    expect(encode(columns, serialize({ a: { b: 1 }, 'a.b': 2 }))).toBe('{"a.b":1,"none":null}\n');
  });

  test('a path and one inside it', () => {
    const columns: Column[] = [
      { name: 'all', path: 'a', kind: 'json' },
      { name: 'one', path: 'a.ü', kind: 'json' },
    ];
    expect(encode(columns, serialize({ a: { x: 1, ü: 2 } }))).toBe('{"all":{"x":1,"ü":2},"one":2}\n');
  });

  test('whatever names the documents before had', () => {
    const paths = ['a', 'a.b', 'a.b.c', 'a.bb', 'b', 'b.c', 'c', 'long name.c'];
    const columns: Column[] = paths.map((path) => ({ name: path, path, kind: 'json' }));
    const { fields } = fc.letrec((tie) => ({
      fields: fc.dictionary(
        fc.constantFrom(...paths, 'bb', 'cc', 'long name', 'long nam', ''),
        fc.oneof(fc.nat(), tie('fields')),
      ),
    }));
    fc.assert(
      fc.property(fc.array(fields.map((document) => serialize(document))), (documents) => {
        const line = compileLineEncoder(columns);
        const out = new Output();
        for (const document of documents) line(document, out);
        expect(out.take().toString()).toBe(documents.map((document) => encode(columns, document)).join(''));
      }),
    );
  });
});

test.each([
  [{ virtual_key: 'vk', provider: 'p' }, '"vk"'],
  [{ provider: 'p' }, '"p"'],
  [{ provider: 'p', virtual_key: null }, '"p"'],
  [{ virtual_key: null }, 'null'],
  [{}, 'null'],
])('of %j the other path counts where the first holds nothing', (metrics, json) => {
  const column: Column = { name: 'c', path: 'm.virtual_key', otherPath: 'm.provider', kind: 'string' };
  expect(encode([column], serialize({ m: metrics }))).toBe(`{"c":${json}}\n`);
});

test('a document with kinds writes its own fields by them, the others as they are', () => {
  const kinds = new Map([
    ['ok', 'flag'],
    ['mode', 'label'],
  ] as const);
  const column: Column = { name: 'm', path: 'm', kind: 'json', kinds };
  const line = (m: unknown) => encode([column], serialize({ m }));
  expect(line({ 'a.b': ['x'], ok: true, mode: 'single', in: { ok: true } })).toBe(
    '{"m":{"a.b":["x"],"ok":1,"mode":"SINGLE","in":{"ok":true}}}\n',
  );
  expect(line({})).toBe('{"m":{}}\n');
  expect(line('none')).toBe('{"m":"none"}\n');
});

describe('kinds', () => {
  const oid = new ObjectId('65f0c0ffee65f0c0ffee65f0');
  const date = new Date('2026-03-09T10:15:00.250Z');
  const iso = '"2026-03-09T10:15:00.250Z"';

  test.each<[ColumnKind, unknown, string]>([
    ['string', 'a"b', '"a\\"b"'],
    ['string', oid, '"65f0c0ffee65f0c0ffee65f0"'],
    ['string', 7, '7'],
    ['string', null, 'null'],
    ['json', { $a: [oid, true] }, '{"$a":["65f0c0ffee65f0c0ffee65f0",true]}'],
    ['date', date, iso],
    ['date', '2026-03-09T10:15:00.25', iso],
    ['date', '2026-03-09 10:15:00.250123Z', iso],
    ['date', '2026-03-09t10:15:00,250z', iso],
    ['date', '2026-03-09T12:15:00.25+0200', iso],
    ['date', '2026-03-09T12:15:00.250+02', iso],
    ['date', '2026-03-09T04:45:00.250999999-05:30', iso],
    ['date', '2026-03-09', '"2026-03-09T00:00:00.000Z"'],
    ['date', '2026-03-09T10:15', '"2026-03-09T10:15:00.000Z"'],
    ['date', '+002026-03-09T10:15:00.250Z', iso],
    ['date', '2026-02-30T25:00:00Z', '"2026-02-30T25:00:00Z"'],
    ['date', 'yesterday', '"yesterday"'],
    ['date', '1', '"1"'],
    ['date', `2026-03-09T10:15:00.${'2'.repeat(5000)}Z`, `"2026-03-09T10:15:00.${'2'.repeat(5000)}Z"`],
    ['date', new Double(date.getTime() + 0.5), iso],
    ['date', new Double(-0.5), '"1970-01-01T00:00:00.000Z"'],
    ['date', Long.fromNumber(date.getTime()), iso],
    ['date', Decimal128.fromString(String(date.getTime())), iso],
    ['date', new Int32(1000), '"1970-01-01T00:00:01.000Z"'],
    ['date', NaN, 'null'],
    ['date', Decimal128.fromString('NaN'), 'null'],
    ['date', 1e300, 'null'],
    ['date', null, 'null'],
    ['date', true, 'true'],
    ['number', new Int32(3), '3'],
    ['number', Long.fromString('9007199254740993'), '9007199254740993'],
    ['number', new Double(0.25), '0.25'],
    ['number', Decimal128.fromString('12.3400'), '12.3400'],
    ['number', true, '1'],
    ['number', false, '0'],
    ['number', '12', '12'],
    ['number', '-0.50', '-0.50'],
    ['number', '1.5e-7', '1.5e-7'],
    ['number', '9'.repeat(40), '9'.repeat(40)],
    ...['', ' 12', '12\n', '012', '+1', '1.', '.5', '0x10', 'n/a', 'NaN', '1e', '9'.repeat(64)].map(
      (text): [ColumnKind, unknown, string] => ['number', text, JSON.stringify(text)],
    ),
    ['number', null, 'null'],
    ['flag', true, '1'],
    ['flag', false, '0'],
    ['flag', new Double(1), '1'],
    ['flag', new Int32(0), '0'],
    ['flag', null, 'null'],
    ['flag', 'true', '1'],
    ['flag', 'False', '0'],
    ['flag', '1', '1'],
    ['flag', 'maybe', '"maybe"'],
    ['label', 'loadbalance', '"LOADBALANCE"'],
    ['label', 'SEMANTIC HIT', '"SEMANTIC HIT"'],
    ['label', 'semantic\nhit é\u0001', '"SEMANTIC\\nHIT é\\u0001"'],
    ['label', 3, '3'],
    ['label', null, 'null'],
    ['streamMode', 1, '"TRUE"'],
    ['streamMode', 0, '"FALSE"'],
    ['streamMode', true, '"TRUE"'],
    ['streamMode', false, '"FALSE"'],
    ['streamMode', 'TRUE', '"TRUE"'],
    ['streamMode', 'true', '"TRUE"'],
    ['streamMode', '1', '"TRUE"'],
    ['streamMode', 'FALSE', '"FALSE"'],
    ['streamMode', '', '"FALSE"'],
    ['streamMode', Long.fromInt(1), '"TRUE"'],
    ['streamMode', NaN, '"FALSE"'],
    ['streamMode', null, 'null'],
  ])('%s of %p', (kind, value, json) => expect(encodeColumn(kind, 'metrics.m', { metrics: { m: value } })).toBe(json));

  test.each<ColumnKind>(['string', 'json', 'date', 'number', 'flag', 'label', 'streamMode', 'metadata'])(
    'a missing %s is null',
    (kind) => expect(encodeColumn(kind, 'metrics.m', { metrics: {} })).toBe('null'),
  );
});

describe('metadata', () => {
  const encodeMetadata = (document: Record<string, unknown>) => encodeColumn('metadata', 'metrics.metadata', document);
  const zipped = '{"_user":"ann","team":"a"}';

  test.each([
    ['literal names', { metrics: { 'metadata.key': metadata.key, 'metadata.value': metadata.value } }],
    ['nested', { metrics: { metadata } }],
    ['one of each', { metrics: { metadata: { key: metadata.key }, 'metadata.value': metadata.value } }],
    ['values first', { metrics: { 'metadata.value': metadata.value, 'metadata.key': metadata.key } }],
    ['literal from the top', { 'metrics.metadata.key': metadata.key, 'metrics.metadata.value': metadata.value }],
    ['literal parent', { 'metrics.metadata': metadata }],
  ])('%s', (_, document) => expect(encodeMetadata(document)).toBe(zipped));

  const zip = (key: unknown, value: unknown) => encodeMetadata({ metrics: { metadata: { key, value } } });

  test.each<[string, unknown, unknown, string]>([
    [
      'numbers by their text',
      ['i', 'l', 'd', 'm'],
      [1, Long.MAX_VALUE, 0.5, Decimal128.fromString('1.50')],
      '{"i":"1","l":"9223372036854775807","d":"0.5","m":"1.50"}',
    ],
    ['booleans and nulls', ['a', 'b', 'c'], [true, false, null], '{"a":"true","b":"false","c":null}'],
    [
      'a date and a document',
      ['a', 'b'],
      [new Date(0), { x: '"' }],
      '{"a":"1970-01-01T00:00:00.000Z","b":"{\\"x\\":\\"\\\\\\"\\"}"}',
    ],
    ['fewer values', ['a', 'b'], ['1'], '{"a":"1","b":null}'],
    ['fewer keys', ['a'], ['1', '2'], '{"a":"1"}'],
    ['a key again', ['a', 'b', 'a', 'c', 'a'], ['1', '2', '3', '4', '5'], '{"a":"5","b":"2","c":"4"}'],
    ['keys of any type', [1, null, true, '1'], ['a', 'b', 'c', 'd'], '{"1":"d","true":"c"}'],
    ['only keys that are null', [null, null], ['a', 'b'], '{}'],
    [
      'keys that objects treat apart',
      ['z', '1', '__proto__', '0'],
      ['a', 'b', 'c', 'd'],
      '{"z":"a","1":"b","__proto__":"c","0":"d"}',
    ],
    ['none', [], [], '{}'],
    ['no keys', undefined, ['a'], '{}'],
    ['no values', ['a'], undefined, '{"a":null}'],
    ['not arrays: a map with these keys', 'a', 7, '{"key":"a","value":"7"}'],
  ])('%s', (_, key, value, json) => expect(zip(key, value)).toBe(json));

  test.each<[string, unknown, Record<string, string>]>([
    [
      'a plain map',
      { team: 'a', n: 7, none: null, on: true },
      {
        metadata: '{"team":"a","n":"7","none":null,"on":"true"}',
        keys: '["team","n","none","on"]',
        values: '["a","7",null,"true"]',
      },
    ],
    ['an empty map', {}, { metadata: '{}', keys: '[]', values: '[]' }],
    [
      'lists',
      { key: ['a', 1, null], value: ['x', null] },
      { metadata: '{"a":"x","1":null}', keys: '["a","1",null]', values: '["x",null]' },
    ],
    ['only keys', { key: ['a'], team: 'b' }, { metadata: '{"a":null}', keys: '["a"]', values: 'null' }],
    ['nothing', undefined, { metadata: 'null', keys: 'null', values: 'null' }],
    ['neither', 'a', { metadata: 'null', keys: 'null', values: 'null' }],
  ])('%s, in each of its columns', (_, stored, expected) => {
    const document = { metrics: { metadata: stored } };
    const written = {
      metadata: encodeMetadata(document),
      keys: encodeColumn('metadataKeys', 'metrics.metadata.key', document),
      values: encodeColumn('metadataValues', 'metrics.metadata.value', document),
    };
    expect(written).toEqual(expected);
  });

  test('many keys, the last of them twice', () => {
    const keys = Array.from({ length: 40 }, (_, i) => `key ${Math.min(i, 38)}`);
    const json = keys.slice(0, 39).map((name, i) => `"${name}":"${i === 38 ? 39 : i}"`);
    expect(zip(keys, Object.keys(keys))).toBe(`{${json.join(',')}}`);
  });

  test('keys that differ in their bytes but not in what they say are one', () => {
    const keys = [Buffer.from('😀'), Buffer.from('eda0bdedb880', 'hex'), Buffer.of(0xff), Buffer.of(0xfe)];
    const array = (items: Buffer[]) =>
      rawDocument(...items.map((item, i) => rawElement(0x02, String(i), rawText(item))));
    const bson = rawDocument(
      rawElement(0x04, 'm.key', array(keys)),
      rawElement(0x04, 'm.value', rawDocument(...keys.map((_, i) => rawElement(0x10, String(i), int32(i))))),
    );
    expect(encode([{ name: 'm', path: 'm', kind: 'metadata' }], bson)).toBe('{"m":{"😀":"1","\ufffd":"3"}}\n');
  });

  test('any keys and values', () => {
    const key = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 4 }), fc.constantFrom('a', 'b', '__proto__', '1'));
    const value = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), fc.array(value, { maxLength: 40 }), (keys, values) => {
        const pairs = new Map(keys.map((name, i) => [name, values[i] ?? null]));
        const json = [...pairs].map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`).join(',');
        expect(zip(keys, values)).toBe(`{${json}}`);
      }),
    );
  });
});
