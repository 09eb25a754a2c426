import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../../local/demo/random';
import { compressionsOf, formats, type Packaging } from '../../src/model/formats';
import type { StoreName } from '../../src/model/store-names';
import { faultsOf } from './faults';
import type { Fault } from './faults/fault';

export interface Round {
  fault: Fault;
  /** The how-manieth of its fault, from 1: with the seed, it decides all that is drawn. */
  number: number;
}

export const nameOf = ({ fault, number }: Round) => `${fault.name}:${number}`;

/** What a round draws from: the same for the same seed, fault and number, whatever else is run. */
export const randomOf = (seed: number, round: Round): Random => randomFrom(`${seed} ${nameOf(round)}`);

const packagings: readonly Packaging[] = formats.flatMap((format) =>
  compressionsOf(format).map((compression) => ({ format, compression })),
);

/** What file a round exports: drawn apart, so that a new format changes no other draw. */
export const packagingOf = (seed: number, round: Round): Packaging =>
  randomFrom(`${seed} ${nameOf(round)} format`).pick(packagings);

const randomFrom = (text: string) => seededRandom(createHash('sha256').update(text).digest().readInt32LE());

/** That many rounds, the store's faults in turn. `only`: names of faults, or of single rounds of them (`gcs-503:7`). */
export function drawRounds(count: number, only: readonly string[] = [], storage: StoreName = 'gcs'): Round[] {
  const faults = faultsOf(storage);
  if (only.length === 0) return inTurn(faults, count);
  const chosen = only.map((name) => {
    const [faultName, number] = name.split(':');
    const fault = faults.find((one) => one.name === faultName);
    if (!fault)
      throw new Error(`There is no fault "${faultName}". There are: ${faults.map((one) => one.name).join(', ')}.`);
    return { fault, number: number === undefined ? null : Number(number) };
  });
  const single = chosen.flatMap(({ fault, number }) => (number === null ? [] : [{ fault, number }]));
  const whole = chosen.filter(({ number }) => number === null).map(({ fault }) => fault);
  return [...single, ...(whole.length > 0 ? inTurn(whole, count) : [])];
}

const inTurn = (of: readonly Fault[], count: number): Round[] =>
  Array.from({ length: count }, (_, index) => ({
    fault: of[index % of.length]!,
    number: 1 + Math.floor(index / of.length),
  }));
