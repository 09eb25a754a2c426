/** The columns of a Parquet file: their types, and the leaves that their values are stored in. */
import { type ParquetType, parquetTypeOf } from '../../model/parquet-types';
import type { Column } from '../column';
import { binary, i32, list, struct, type Thrift, yes } from './thrift';

export type Physical = 'INT64' | 'DOUBLE' | 'BYTE_ARRAY';

/** Where values are stored. A value is there where its definition level is the highest. */
export interface LeafSpec {
  path: readonly string[];
  physical: Physical;
  maxDefinition: number;
  maxRepetition: number;
  /** Bodies are long and differ: they have no smallest value, nor any that comes again. */
  isBody: boolean;
}

const flat = { maxDefinition: 1, maxRepetition: 0, isBody: false };
const inList = { physical: 'BYTE_ARRAY', maxDefinition: 3, maxRepetition: 1, isBody: false } as const;

/** The leaves of a column. Every column, list element and value of a map may be null; a map's key is there. */
export function leavesOf({ name, kind }: Column): LeafSpec[] {
  const type = parquetTypeOf[kind];
  switch (type) {
    case 'MAP':
      return [
        { ...inList, path: [name, 'key_value', 'key'], maxDefinition: 2 },
        { ...inList, path: [name, 'key_value', 'value'] },
      ];
    case 'LIST':
      return [{ ...inList, path: [name, 'list', 'element'] }];
    case 'DOUBLE':
      return [{ ...flat, path: [name], physical: 'DOUBLE' }];
    case 'INT64':
    case 'TIMESTAMP':
      return [{ ...flat, path: [name], physical: 'INT64' }];
    case 'STRING':
    case 'JSON':
      return [{ ...flat, path: [name], physical: 'BYTE_ARRAY', isBody: type === 'JSON' }];
  }
}

// The numbers of Parquet's enumerations.
const [REQUIRED, OPTIONAL, REPEATED] = [0, 1, 2].map(i32);
const CONVERTED = { STRING: 0, MAP: 1, LIST: 3, TIMESTAMP: 10, JSON: 19 };
const MICROSECONDS = struct([2, struct()]);
const LOGICAL = {
  STRING: struct([1, struct()]),
  MAP: struct([2, struct()]),
  LIST: struct([3, struct()]),
  TIMESTAMP: struct([8, struct([1, yes], [2, MICROSECONDS])]),
  JSON: struct([12, struct()]),
};
export const physicalTypes: Readonly<Record<Physical, number>> = { INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 };

interface Element {
  name: string;
  repetition: Thrift | undefined;
  physical?: Physical;
  type?: ParquetType;
  children?: number;
}

function element({ name, repetition, physical, type, children }: Element): Thrift {
  const annotation = type !== undefined && type in LOGICAL ? (type as keyof typeof LOGICAL) : undefined;
  return struct(
    [1, physical && i32(physicalTypes[physical])],
    [3, repetition],
    [4, binary(name)],
    [5, children === undefined ? undefined : i32(children)],
    [6, annotation && i32(CONVERTED[annotation])],
    [10, annotation && LOGICAL[annotation]],
  );
}

const text = { physical: 'BYTE_ARRAY', type: 'STRING' } as const;

function elementsOf(column: Column): Thrift[] {
  const { name, kind } = column;
  const type = parquetTypeOf[kind];
  if (type === 'MAP') {
    return [
      element({ name, repetition: OPTIONAL, type, children: 1 }),
      element({ name: 'key_value', repetition: REPEATED, children: 2 }),
      element({ name: 'key', repetition: REQUIRED, ...text }),
      element({ name: 'value', repetition: OPTIONAL, ...text }),
    ];
  }
  if (type === 'LIST') {
    return [
      element({ name, repetition: OPTIONAL, type, children: 1 }),
      element({ name: 'list', repetition: REPEATED, children: 1 }),
      element({ name: 'element', repetition: OPTIONAL, ...text }),
    ];
  }
  return [element({ name, repetition: OPTIONAL, type, physical: leavesOf(column)[0]!.physical })];
}

export const schemaOf = (columns: readonly Column[]): Thrift =>
  list([
    element({ name: 'logs', repetition: undefined, children: columns.length }),
    ...columns.flatMap((column) => elementsOf(column)),
  ]);
