import { compressionsOf, formats } from '../../src/model/formats';
import { drawRounds, nameOf, packagingOf, randomOf } from '../faults/draw';
import { storeNames } from '../../src/model/store-names';
import { faultsOf } from '../faults/faults';
import { parseOptions } from '../faults/options';

const faults = faultsOf('gcs');
const namesOf = (rounds: ReturnType<typeof drawRounds>) => rounds.map(nameOf);
const drawn = (seed: number, round: ReturnType<typeof drawRounds>[number]) => {
  const random = randomOf(seed, round);
  return Array.from({ length: 5 }, () => random.next());
};

test('the faults take their turns, each with its own numbers', () => {
  const names = namesOf(drawRounds(faults.length + 2));
  expect(new Set(names).size).toBe(faults.length + 2);
  expect(names.slice(-2)).toEqual(faults.slice(0, 2).map(({ name }) => `${name}:2`));
});

test('a round draws the same alone as among all', () => {
  const [alone] = drawRounds(1, ['gcs-503:3']);
  const among = drawRounds(faults.length * 3).find((round) => nameOf(round) === 'gcs-503:3');
  expect(drawn(7, alone!)).toEqual(drawn(7, among!));
  expect(drawn(7, alone!)).not.toEqual(drawn(8, alone!));
  expect(drawn(7, alone!)).not.toEqual(drawn(7, drawRounds(1, ['gcs-503:2'])[0]!));
});

test('rounds export files of every format and compression, each drawn for itself', () => {
  const rounds = drawRounds(faults.length * 8);
  const packagings = new Set(rounds.map((round) => JSON.stringify(packagingOf(2026, round))));
  expect(packagings.size).toBe(formats.flatMap(compressionsOf).length);
  expect(packagingOf(7, rounds[3]!)).toEqual(packagingOf(7, rounds[3]!));
});

test.each(storeNames)('the faults of %s have names of their own, and each is drawn', (storage) => {
  const { rounds } = parseOptions(['--storage', storage, '--rounds', '60']);
  const names = faultsOf(storage).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(rounds.map(({ fault }) => fault.name))).toEqual(new Set(names));
  expect(names).toContain(`${storage}-kill`);
});

test('--only takes faults, which share the rounds, and single rounds', () => {
  expect(namesOf(parseOptions(['--only', 'gcs-kill,gcs-slow', '--rounds', '3']).rounds)).toEqual([
    ...['gcs-kill:1', 'gcs-slow:1', 'gcs-kill:2'],
  ]);
  expect(namesOf(parseOptions(['--only', 'gcs-kill:9']).rounds)).toEqual(['gcs-kill:9']);
});

test.each([
  [['--only', 'gcs-explodes'], /There is no fault "gcs-explodes"\. There are: worker-kill, /],
  [['--only', 'gcs-kill', '--storage', 's3'], /There is no fault "gcs-kill"\. There are: .*s3-kill, /],
  [['--storage', 'tape'], /--storage is "tape": there are gcs, s3, azure\. Usage: npm run faults/],
  [['--rounds', '0'], /--rounds is "0": give a whole number from 1 on\. Usage: npm run faults/],
  [['--sed', '1'], /Unknown option '--sed'.*Usage: npm run faults/],
])('%j is refused in words', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
