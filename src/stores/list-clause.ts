import type { Filter } from 'mongodb';
import type { ListQuery } from '../contract/exports';
import { namesOf } from '../model/formats';
import type { ExportRecord } from './export-record';
import { trigramsToAskFor } from './trigrams';

/** The text as a regular expression that matches nothing but itself. */
const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A beginning of an export's id: of the dates that are in many descriptions, only a year is one. */
const mayBeId = /^(?:[0-9a-f]{0,8}|[0-9a-f]{8}-[0-9a-f-]{0,27})$/;

/**
 * A part of the description, or where it may be one, the beginning of an id. Of less than three characters, it has every
 * export of the tenant looked at.
 */
function searchClause(text: string): Filter<ExportRecord> {
  const trigrams = trigramsToAskFor(text);
  const described: Filter<ExportRecord> = {
    ...(trigrams.length > 0 && { description_trigrams: { $all: trigrams } }),
    description: { $regex: literally(text), $options: 'i' },
  };
  const id = text.toLowerCase();
  return mayBeId.test(id) ? { $or: [described, { _id: { $regex: `^${id}` } }] } : described;
}

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
    ...(search !== undefined && searchClause(search.trim())),
  };
}
