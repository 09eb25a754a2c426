import { useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { Tabs } from '../components/tabs';
import { formatBytes } from '../format/numbers';
import { texts } from '../texts';
import type { Preview } from '../types';

const words = texts.preview;
const SHOWN_CHARACTERS = 4_000;
const CELL_CHARACTERS = 200;
const tabs = [words.table, words.json] as const;

interface Props {
  preview: Preview;
  columns: readonly string[];
}

/** The first rows of the file: as a table, or line by line as they will be written. */
export function SampleRows({ preview: { sample }, columns }: Props) {
  const panel = useId();
  const [tab, setTab] = useState<string>(words.table);
  return (
    <div class="sample">
      <div class="sample-head">
        <h4>{words.rows}</h4>
        <Tabs label={words.view} tabs={tabs} chosen={tab as (typeof tabs)[number]} panelId={panel} onChoose={setTab} />
      </div>
      <div id={panel} role="tabpanel" aria-label={words.rows} class="sample-scroll" tabIndex={0}>
        {tab === words.json ? <Lines lines={sample} /> : <Table lines={sample} columns={columns} />}
      </div>
    </div>
  );
}

/** A very long line is cut short here, and only here. */
function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ol class="sample-lines">
      {lines.map((line, index) => (
        <li key={index}>
          <code>{line.slice(0, SHOWN_CHARACTERS)}</code>
          {line.length > SHOWN_CHARACTERS && (
            <span class="muted"> {words.cut(formatBytes(new TextEncoder().encode(line).length))}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

function cellText(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text;
}

function Table({ lines, columns }: { lines: readonly string[]; columns: readonly string[] }) {
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return (
    <table class="sample-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {columns.map((column) => (
              <td key={column} class={typeof row[column] === 'number' ? 'number' : ''}>
                {cellText(row[column])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
