import { ServiceError } from '../model/errors';
import { contentTypeOf } from '../model/formats';
import { moves, refusal } from '../model/statuses';
import { daysAgo } from '../model/time';
import type { Asked, ExportsDeps } from './deps';
import { openFolder } from './folder';
import { findExport } from './read';
import { requireContentScope } from './rights';

/** A signed URL for the file of an export that has ended with success; 410 once the file is past its retention. */
export async function downloadExport(
  deps: ExportsDeps,
  { actor, about }: Asked,
  id: string,
): Promise<{ url: string; expiresAt: Date }> {
  const record = await findExport(deps, actor, id);
  about.workspaceId = record.workspace_id;
  const { file, status } = record;
  if (!moves.download.from.includes(status) || !file) {
    throw new ServiceError('wrong_status', refusal('download', status));
  }
  requireContentScope(actor, record);
  if (record.superseded_by !== undefined) {
    const message = `Logs of this window came late, and a newer export took its place. Download ${record.superseded_by}.`;
    throw new ServiceError('expired', message);
  }
  const days = deps.config.EXPORT_RETENTION_DAYS;
  const isPast = record.completed_at && record.completed_at < daysAgo(days);
  if (record.expired_at || isPast) {
    const message = `The file was deleted: files are kept for ${days} days. Create a new export.`;
    throw new ServiceError('expired', message);
  }
  const as = { saveAs: file.name, contentType: contentTypeOf(record) };
  return openFolder(deps.objects, record).signDownload(file, as);
}
