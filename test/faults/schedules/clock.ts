import { renameSync, writeFileSync } from 'node:fs';

/** The clock of the API and the workers: it stands where the test puts it, and goes on from there. */
export function openClock(file: string) {
  return {
    file,
    /** The one way to move it. */
    moveTo(time: number): void {
      // Renamed to its place: nobody reads half of it.
      writeFileSync(`${file}.new`, String(time - Date.now()));
      renameSync(`${file}.new`, file);
    },
  };
}
export type Clock = ReturnType<typeof openClock>;
