import { useTimes } from '../hooks/use-times';
import type { Opening } from '../request-data/opening';
import { texts } from '../texts';
import type { Access, Export } from '../types';
import { ExportRow } from './export-row';

interface Props {
  exports: readonly Export[];
  access: Access | null;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
  onRequest: (opening: Opening) => void;
}

const { columns, ...words } = texts.list;

/** The list as a table; on a narrow screen each row becomes a card, and the roles keep it a table for screen readers. */
export function ExportTable({ exports, access, selected, onSelect, onRequest }: Props) {
  const { zoneName } = useTimes();
  const chosen = exports.filter(({ id }) => selected.has(id)).length;
  return (
    <table class="export-table" role="table" aria-label={words.caption}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="cell-select">
            <input
              type="checkbox"
              aria-label={words.selectAll}
              checked={chosen === exports.length}
              indeterminate={chosen > 0 && chosen < exports.length}
              onChange={({ currentTarget }) =>
                onSelect(
                  exports.map(({ id }) => id),
                  currentTarget.checked,
                )
              }
            />
          </th>
          <th role="columnheader" scope="col">
            {columns.export}
          </th>
          <th role="columnheader" scope="col">
            {columns.status}
          </th>
          <th role="columnheader" scope="col" class="number">
            {columns.logs}
          </th>
          <th role="columnheader" scope="col" class="head-created">
            {columns.created(zoneName)}
          </th>
          <th role="columnheader" scope="col">
            <span class="for-screen-readers">{words.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {exports.map((exported) => (
          <ExportRow
            key={exported.id}
            exported={exported}
            access={access}
            isSelected={selected.has(exported.id)}
            onSelect={(isSelected) => onSelect([exported.id], isSelected)}
            onRequest={onRequest}
          />
        ))}
      </tbody>
    </table>
  );
}
