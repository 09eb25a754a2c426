import fc from 'fast-check';
import type { Move } from './model';
import { VERSIONS } from './requests';

const kind = (name: Exclude<Move['kind'], 'update'>) => fc.constant<Move>({ kind: name });
const update = fc.integer({ min: 1, max: VERSIONS - 1 }).map<Move>((version) => ({ kind: 'update', version }));

/** Any move; those that change most come most often. */
export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { arbitrary: kind('start'), weight: 4 },
  { arbitrary: kind('cancel'), weight: 3 },
  { arbitrary: update, weight: 2 },
  { arbitrary: kind('delete'), weight: 2 },
  { arbitrary: kind('download'), weight: 1 },
  { arbitrary: kind('read'), weight: 1 },
);

/** The long form of these tests, `RACES_LONG=1`, tries so many times as much. */
export const times = (short: number) => (process.env.RACES_LONG ? short * 20 : short);
