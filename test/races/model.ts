/**
 * The life of an export as the contract has it: written from its status table alone, without any of the service's code,
 * so that the two can be held against each other.
 */

export type Status = 'draft' | 'in_progress' | 'success' | 'failure' | 'stopped';

/** `stopping`: in progress, and a cancel was answered. `gone`: deleted. */
export interface State {
  status: Status | 'stopping' | 'gone';
  /** How many runs there were. */
  attempt: number;
  /** Which of the updates holds; 0: as it was created. */
  version: number;
}

export type Move = { kind: 'start' | 'cancel' | 'delete' | 'download' | 'read' } | { kind: 'update'; version: number };

/**
 * What a client learns: the HTTP status; of a read what the export is; of a cancel whether the export is stopped, or
 * will be. What the model leaves out may be either.
 */
export interface Answer {
  code: number;
  stopped?: boolean;
  seen?: { status: string; attempt: number; version: number };
}

export const draft: State = { status: 'draft', attempt: 0, version: 0 };

const is = (state: State, ...statuses: State['status'][]) => statuses.includes(state.status);
const refused = (state: State): [State, Answer] => [state, { code: 409 }];
const done = (state: State): [State, Answer] => [state, { code: 200 }];

/** What a move makes of an export, and how it is answered. */
export function step(state: State, move: Move): [State, Answer] {
  if (is(state, 'gone')) return [state, { code: 404 }];
  switch (move.kind) {
    case 'start':
      if (is(state, 'success')) return refused(state);
      if (is(state, 'in_progress', 'stopping')) return done(state);
      return done({ ...state, status: 'in_progress', attempt: state.attempt + 1 });
    case 'cancel':
      if (is(state, 'success', 'failure')) return refused(state);
      if (is(state, 'in_progress', 'stopping')) return done({ ...state, status: 'stopping' });
      return [
        { ...state, status: 'stopped' },
        { code: 200, stopped: true },
      ];
    case 'update':
      if (is(state, 'in_progress', 'stopping', 'success')) return refused(state);
      return done({ ...state, version: move.version });
    case 'delete':
      return is(state, 'in_progress', 'stopping') ? refused(state) : done({ ...state, status: 'gone' });
    case 'download':
      return is(state, 'success') ? done(state) : refused(state);
    case 'read':
      return [state, { code: 200, seen: seen(state) }];
  }
}

export const seen = ({ status, attempt, version }: State) => ({
  status: status === 'stopping' ? 'in_progress' : status,
  attempt,
  version,
});

/** How a run ends, unless it is cancelled; null: not yet. */
export type Ending = 'success' | 'failure' | null;

/** What an export may become by itself: its run ends, or stops where it was told to. */
export function byItself(state: State, ending: Ending): State[] {
  if (is(state, 'in_progress') && ending) return [{ ...state, status: ending }];
  return is(state, 'stopping') ? [{ ...state, status: 'stopped' }] : [];
}
