import type { Opening } from '../request-data/opening';
import type { Export } from '../types';
import { ExportRow } from './export-row';

interface Props {
  exports: readonly Export[];
  /** Whether the rows say of which workspace they are. */
  withWorkspace: boolean;
  onRequest: (opening: Opening) => void;
}

/** The list as a table; on a narrow screen each row becomes a card, and the roles keep it a table for screen readers. */
export function ExportTable({ exports, withWorkspace, onRequest }: Props) {
  return (
    <table class="export-table" role="table" aria-label="Exports, newest first">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            Export
          </th>
          <th role="columnheader" scope="col">
            Status
          </th>
          <th role="columnheader" scope="col" class="number">
            Logs
          </th>
          <th role="columnheader" scope="col">
            Created
          </th>
          <th role="columnheader" scope="col">
            <span class="for-screen-readers">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {exports.map((exported) => (
          <ExportRow key={exported.id} exported={exported} withWorkspace={withWorkspace} onRequest={onRequest} />
        ))}
      </tbody>
    </table>
  );
}
