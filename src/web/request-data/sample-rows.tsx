import { useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { Tabs } from '../components/tabs';
import { csvCells } from '../format/csv-cells';
import { texts } from '../texts';
import { hasColumns } from '../../model/formats';
import type { Format, Preview } from '../types';
import { Conversations } from './conversations';
import { CutText } from './cut-text';

const words = texts.preview;
const CELL_CHARACTERS = 200;
interface Props {
  preview: Preview;
  columns: readonly string[];
}

/** The first rows of the file: as a table or as conversations, or line by line as they will be written. */
export function SampleRows({ preview: { sample, format, types }, columns }: Props) {
  const panel = useId();
  const [isReadable, setReadable] = useState(true);
  const readable = hasColumns(format) ? words.table : words.conversations;
  const lines = words.lines[format];
  return (
    <div class="sample">
      <div class="sample-head">
        <h4>{words.rows}</h4>
        <Tabs
          label={words.view}
          tabs={[readable, lines]}
          chosen={isReadable ? readable : lines}
          panelId={panel}
          onChoose={(tab) => setReadable(tab === readable)}
        />
      </div>
      <div id={panel} role="tabpanel" aria-label={words.rows} class="sample-scroll" tabIndex={0}>
        {!isReadable ? (
          <Lines lines={sample} />
        ) : hasColumns(format) ? (
          <Table rows={sample.map(readers[format])} columns={columns} types={types} />
        ) : (
          <Conversations lines={sample} />
        )}
      </div>
    </div>
  );
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ol class="sample-lines">
    {lines.map((line, index) => (
      <li key={index}>
        <CutText text={line} />
      </li>
    ))}
  </ol>
);

function cellText(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text;
}

interface TableProps {
  rows: readonly unknown[][];
  columns: readonly string[];
  types: Preview['types'];
}

/** How a line of each format gives the values of the columns, in their order. */
const jsonCells = (line: string) => Object.values(JSON.parse(line) as Record<string, unknown>);
const readers: Readonly<Record<Format, (line: string) => unknown[]>> = {
  jsonl: jsonCells,
  csv: csvCells,
  chat: (line) => [line],
  parquet: jsonCells,
};

function Table({ rows, columns, types }: TableProps) {
  return (
    <table class="sample-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
              {types && <code class="sample-type">{types[column]}</code>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {columns.map((column, at) => (
              <td key={column} class={typeof row[at] === 'number' ? 'number' : ''}>
                {cellText(row[at])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
