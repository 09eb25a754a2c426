import { sumOf } from '../../model/omissions';
import { availableUntil } from '../format/export-names';
import { formatBytes, formatCount, matchingInWords } from '../format/numbers';
import { formatDuration } from '../format/times';
import { makerOf } from '../hooks/use-access';
import { skipReasons } from '../format/skip-reasons';
import { texts } from '../texts';
import type { Access, Export } from '../types';
import { ExactTime } from './exact-time';
import { Fact } from './fact';
import { ManifestButtons } from './manifest-buttons';

const words = texts.detail;

const runTime = ({ started_at, completed_at }: Export) =>
  started_at && completed_at ? Date.parse(completed_at) - Date.parse(started_at) : null;

/** What an auditor asks: how many logs, up to when, made by whom and when, and how to verify the file. */
export function ReceiptSection({ exported, access }: { exported: Export; access: Access | null }) {
  const { status, file, progress, started_at, completed_at, data_cutoff_at, skipped, unfit } = exported;
  const took = runTime(exported);
  const until = availableUntil(exported, access);
  return (
    <section class="card" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{words.receipt}</h2>
      <dl class="facts">
        <Fact name={words.matching}>{matchingInWords(exported)}</Fact>
        <Fact name={status === 'success' ? words.exported : words.written}>
          {formatCount(progress.exported)}
          {status !== 'success' && ` · ${formatBytes(progress.bytes)}`}
        </Fact>
        {sumOf(skipped) > 0 && <Fact name={words.skipped}>{skipReasons(skipped).join(' · ')}</Fact>}
        {sumOf(unfit) > 0 && (
          <Fact name={words.unfit}>
            {Object.entries(unfit).map(([column, values], index) => (
              <span key={column}>
                {index > 0 && ' · '}
                {formatCount(values)} <code>{column}</code>
              </span>
            ))}
            <p class="hint">{words.unfitHint}</p>
          </Fact>
        )}
        {data_cutoff_at && (
          <Fact name={words.cutoff}>
            <ExactTime time={data_cutoff_at} />
            <p class="hint">{words.cutoffHint}</p>
          </Fact>
        )}
        {file && (
          <>
            <Fact name={words.file}>
              <code>{file.name}</code>
            </Fact>
            <Fact name={words.size}>
              {formatBytes(file.bytes)}
              {file.bytes >= 1_000 && <span class="muted"> ({words.bytes(formatCount(file.bytes))})</span>}
            </Fact>
            <Fact name={words.checksum}>
              <code>{file.crc32c}</code>
              <p class="hint">
                {words.verify} <code>gcloud storage hash {file.name}</code>
              </p>
            </Fact>
          </>
        )}
        {status === 'success' && (
          <Fact name={words.manifest}>
            <ManifestButtons exported={exported} />
            <p class="hint">{words.manifestHint}</p>
          </Fact>
        )}
        <Fact name={words.created}>
          <ExactTime time={exported.created_at} />
        </Fact>
        <Fact name={words.createdBy}>{makerOf(access, exported)}</Fact>
        <Fact name={words.started}>{started_at ? <ExactTime time={started_at} /> : words.notStarted}</Fact>
        {completed_at && (
          <Fact name={words.finished}>
            <ExactTime time={completed_at} />
            {took !== null && ` · ${words.took(formatDuration(took))}`}
          </Fact>
        )}
        {until && (
          <Fact name={words.availableUntil}>
            <ExactTime time={until.toISOString()} />
          </Fact>
        )}
      </dl>
    </section>
  );
}
