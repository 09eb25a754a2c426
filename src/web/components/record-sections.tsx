import type { ComponentChildren } from 'preact';
import { labelOf } from '../../model/formats';
import { formatBytes, formatCount } from '../format/numbers';
import { formatDuration } from '../format/times';
import { temporalLink } from '../temporal-link';
import type { Export } from '../types';
import { CopyButton } from './copy-button';
import { ExactTime } from './exact-time';
import { FilterFacts } from './filter-facts';
import { Icon } from './icon';

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const runTime = ({ started_at, completed_at }: Export) =>
  started_at && completed_at ? Date.parse(completed_at) - Date.parse(started_at) : null;

/** All that the record says. */
export function RecordSections({ exported }: { exported: Export }) {
  const { id, file, progress, started_at, completed_at, data_cutoff_at } = exported;
  const took = runTime(exported);
  const operators = exported.attempt > 0 ? temporalLink(id) : null;
  return (
    <div class="record">
      <section class="card" aria-labelledby="facts-title">
        <h2 id="facts-title">Record</h2>
        <dl class="facts">
          <Fact name="Id">
            <code>{id}</code> <CopyButton text={id} what="id" />
          </Fact>
          <Fact name="Workspace">{exported.workspace_id ?? 'All workspaces'}</Fact>
          <Fact name="Organisation">{exported.organisation_id}</Fact>
          <Fact name="Created">
            <ExactTime time={exported.created_at} /> by key <code>{exported.created_by}</code>
          </Fact>
          <Fact name="Started">{started_at ? <ExactTime time={started_at} /> : 'Not yet'}</Fact>
          {completed_at && (
            <Fact name="Ended">
              <ExactTime time={completed_at} />
              {took !== null && `, after ${formatDuration(took)}`}
            </Fact>
          )}
          <Fact name="Attempts">{formatCount(exported.attempt)}</Fact>
          <Fact name="Last change">
            <ExactTime time={exported.last_updated_at} />
          </Fact>
          {data_cutoff_at && (
            <Fact name="Logs up to">
              <ExactTime time={data_cutoff_at} />
            </Fact>
          )}
          {operators && (
            <Fact name="For operators">
              <a href={operators} target="_blank" rel="noreferrer">
                Workflow in the Temporal UI <Icon name="external" />
              </a>
            </Fact>
          )}
        </dl>
      </section>
      <section class="card" aria-labelledby="contents-title">
        <h2 id="contents-title">Contents</h2>
        <dl class="facts">
          <Fact name="Logs that match">{formatCount(exported.total_records)}</Fact>
          <Fact name="Logs to export">{formatCount(progress.total)}</Fact>
          <Fact name="Written so far">
            {formatCount(progress.exported)}, {formatBytes(progress.bytes)}
          </Fact>
          <Fact name="Format">{labelOf(exported.format)}</Fact>
          {file && (
            <>
              <Fact name="File">
                <code>{file.name}</code>
              </Fact>
              <Fact name="Size">
                {formatBytes(file.bytes)} <span class="muted">({formatCount(file.bytes)} bytes)</span>
              </Fact>
              <Fact name="CRC32C">
                <code>{file.crc32c}</code>
              </Fact>
            </>
          )}
          <FilterFacts filters={exported.filters} />
          <Fact name={`Fields (${exported.requested_data.length})`}>
            <ul class="field-names">
              {exported.requested_data.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          </Fact>
        </dl>
      </section>
    </div>
  );
}
