import type { Location } from '../model/location';
import type { ObjectFolder, Objects } from '../objects/port';

/** The folder of a started export, at the location that its record names. */
export function openFolder(
  objects: Pick<Objects, 'open'>,
  { location, organisation_id }: { location: Location | null; organisation_id: string },
): ObjectFolder {
  if (!location) throw new Error('An export that was never started has no folder.');
  return objects.open(location, organisation_id);
}
