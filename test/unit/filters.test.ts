import { filterClauses, type Filters, filtersSchema, sliceOf } from '../../src/model/filters';
import fc from 'fast-check';
import { firstHalfOf, halvesOf, nextPiece, type TimeRange, timeRange } from '../../src/model/time-range';

const schema = filtersSchema(50_000);

test('a filter is kept as it was written', () => {
  const written: Filters = {
    ...{ created_at: { gte: '2026-03-09', lt: '2026-03-10T00:00:00+01:00' }, ai_model: ' a, b ' },
    ...{ metadata: { a: 1, b: true, c: 'x' }, status_code: '200, 429', page_size: 50_000, offset: 0 },
  };
  expect(schema.parse(written)).toEqual(written);
});

test.each<[Filters, string | null, string | null]>([
  [{}, null, null],
  [{ created_at: { gte: '2026-03-09' } }, '2026-03-09T00:00:00.000Z', null],
  [{ created_at: { gt: '2026-03-09' } }, '2026-03-10T00:00:00.000Z', null],
  [{ created_at: { lte: '2026-03-09' } }, null, '2026-03-10T00:00:00.000Z'],
  [{ created_at: { lt: '2026-03-09' } }, null, '2026-03-09T00:00:00.000Z'],
  [{ created_at: { gt: '2026-03-09T01:00:00Z' } }, '2026-03-09T01:00:00.001Z', null],
  [{ created_at: { lte: '2026-03-09T01:00:00Z' } }, null, '2026-03-09T01:00:00.001Z'],
  [{ time_of_generation_min: '2026-03-09T01:00:00' }, '2026-03-09T01:00:00.000Z', null],
  [{ time_of_generation_max: '2026-03-09T01:00:00+02:00' }, null, '2026-03-08T23:00:00.001Z'],
  [
    { created_at: { gte: '2026-03-01', lte: '2026-03-31' }, time_of_generation_min: '2026-03-05' },
    '2026-03-05T00:00:00.000Z',
    '2026-04-01T00:00:00.000Z',
  ],
])('%j is the range from %s until %s', (filters, from, until) => {
  const range = timeRange(schema.parse(filters));
  expect({ from: range.from?.toISOString() ?? null, until: range.until?.toISOString() ?? null }).toEqual({
    from,
    until,
  });
});

test.each<[string | null, string | null, string | null]>([
  ['2026-03-09T00:00:00.000Z', '2026-03-10T00:00:00.000Z', '2026-03-09T12:00:00.000Z'],
  ['2026-03-09T00:00:00.100Z', '2026-03-09T00:00:03.300Z', '2026-03-09T00:00:02.000Z'],
  ['2026-03-09T00:00:00.100Z', '2026-03-09T00:00:00.900Z', null],
  ['2026-03-09T00:00:00.000Z', '2026-03-09T00:00:01.000Z', null],
  ['2026-03-09T00:00:00.000Z', null, null],
  [null, '2026-03-10T00:00:00.000Z', null],
  [null, null, null],
])('the range from %s until %s is cut at %s', (start, end, cut) => {
  const [from, until, middle] = [start, end, cut].map((text) => text && new Date(text));
  const halves = [
    { from, until: middle },
    { from: middle, until },
  ];
  expect(halvesOf({ from, until } as never)).toEqual(cut ? halves : [{ from, until }]);
});

test('pieces of a range, halved and doubled in any order, abut and cover it, and are cut at full seconds', () => {
  const range = fc.record({ from: fc.option(fc.nat(100_000)), length: fc.integer({ min: 1, max: 100_000 }) });
  fc.assert(
    fc.property(range, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), ({ from, length }, halved) => {
      const whole: TimeRange = { from: from === null ? null : new Date(from), until: new Date((from ?? 0) + length) };
      let [rest, piece] = [whole, whole];
      for (const isHalved of halved) {
        if (isHalved) piece = firstHalfOf(piece) ?? piece;
        expect(piece.from).toEqual(rest.from);
        expect(piece.until!.getTime()).toBeGreaterThan(rest.from?.getTime() ?? 0);
        if (piece.until!.getTime() === whole.until!.getTime()) return;
        expect(piece.until!.getTime() % 1_000).toBe(0);
        rest = { from: piece.until, until: whole.until };
        piece = nextPiece(rest, piece, isHalved ? 1 : 2);
      }
    }),
  );
});

test.each<[Filters, number, number]>([
  [{}, 0, 50_000],
  [{ page_size: 10 }, 0, 10],
  [{ page_size: 10, current_page: 3 }, 30, 10],
  [{ current_page: 2 }, 100_000, 50_000],
  [{ offset: 7 }, 7, 50_000],
  [{ page_size: 50_000, current_page: 1_000_000_000 }, 50_000_000_000_000, 50_000],
])('%j passes over %d and takes %d', (filters, skip, limit) => {
  expect(sliceOf(schema.parse(filters), 50_000)).toEqual({ skip, limit });
});

test("a client's value is only ever compared with", () => {
  const hostile = '$where';
  const clauses = filterClauses({ ai_model: hostile, trace_id: '{"$ne":1}', metadata: { $gt: '$metrics.cost' } });
  expect(clauses.slice(0, 2)).toEqual([{ 'metrics.ai_model': hostile }, { 'metrics.trace_id': '{"$ne":1}' }]);
  expect(JSON.stringify(clauses[2])).toContain('{"$literal":["$gt","$metrics.cost"]}');
});
