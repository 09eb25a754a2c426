import type { Filter } from 'mongodb';
import type { ListQuery } from '../contract/exports';
import { namesOf } from '../model/formats';
import type { ExportRecord } from './export-record';

/** The text as a regular expression that matches nothing but itself. */
const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Which exports a list asks for, besides whose. What an index does not hold is looked at within the tenant's own. */
export function listClause(query: ListQuery): Filter<ExportRecord> {
  const {
    workspace_id,
    status,
    expired,
    search,
    created_by,
    created_by_user,
    created_min,
    created_max,
    format,
    schedule_id,
  } = query;
  const created = {
    ...(created_min !== undefined && { $gte: new Date(created_min) }),
    ...(created_max !== undefined && { $lte: new Date(created_max) }),
  };
  return {
    ...(workspace_id !== undefined && { workspace_id }),
    ...(status !== undefined && { status }),
    ...(expired !== undefined && { expired_at: expired === 'true' ? { $ne: null } : null }),
    ...(created_by !== undefined && { created_by }),
    ...(created_by_user !== undefined && { created_by_user }),
    ...(format !== undefined && { format: { $in: namesOf(format) } }),
    ...(schedule_id !== undefined && { schedule_id }),
    ...(Object.keys(created).length > 0 && { created_at: created }),
    ...(search !== undefined && {
      $or: [
        { description: { $regex: literally(search.trim()), $options: 'i' } },
        { _id: { $regex: `^${literally(search.trim().toLowerCase())}` } },
      ],
    }),
  };
}
