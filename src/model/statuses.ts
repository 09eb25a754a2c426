/** The life of an export: its statuses and the allowed moves (the contract's status table). */
export const statuses = ['draft', 'in_progress', 'success', 'failure', 'stopped'] as const;
export type Status = (typeof statuses)[number];

export type Move = 'start' | 'cancel' | 'update' | 'delete' | 'download';

interface Rule {
  /** The statuses that allow the move. */
  readonly from: readonly Status[];
  /** The status after the move: a repeated request gets the first answer again. */
  readonly done: Status | null;
}

/** `cancel` leaves `in_progress` through the workflow, which ends as `stopped`; a draft is stopped at once. */
export const moves: Readonly<Record<Move, Rule>> = {
  start: { from: ['draft', 'failure', 'stopped'], done: 'in_progress' },
  cancel: { from: ['draft', 'in_progress'], done: 'stopped' },
  update: { from: ['draft', 'failure', 'stopped'], done: null },
  delete: { from: ['draft', 'success', 'failure', 'stopped'], done: null },
  download: { from: ['success'], done: null },
};

const advice: Readonly<Record<Status, string>> = {
  draft: 'Start it, edit it, cancel it or delete it.',
  in_progress: 'Wait for it to end, or cancel it.',
  success: 'Download it or delete it, or create a new export.',
  failure: 'Start it again, edit it or delete it.',
  stopped: 'Start it again, edit it or delete it.',
};

/** Why there is no manifest, and what can be done instead. */
export const noManifest = (status: Status): string =>
  `The export's status is ${status}: it has no manifest yet. ${advice[status]}`;

/** Why a move is refused, and what to do instead: a sentence for the client. */
export function refusal(move: Move, status: Status): string {
  const past: Record<Move, string> = {
    start: 'started',
    cancel: 'cancelled',
    update: 'updated',
    delete: 'deleted',
    download: 'downloaded',
  };
  return `The export's status is ${status}: it can't be ${past[move]}. ${advice[status]}`;
}
