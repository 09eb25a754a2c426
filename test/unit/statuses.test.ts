import { type Move, moves, refusal, statuses } from '../../src/model/statuses';

/** The contract's status table. */
const allowed: Record<Move, string[]> = {
  start: ['draft', 'failure', 'stopped'],
  cancel: ['draft', 'in_progress'],
  update: ['draft', 'failure', 'stopped'],
  delete: ['draft', 'success', 'failure', 'stopped'],
  download: ['success'],
};

test.each(Object.entries(allowed) as [Move, string[]][])('%s may be made from %j', (move, from) => {
  expect([...moves[move].from].sort()).toEqual([...from].sort());
});

test('start and cancel answer again once they were made', () => {
  expect([moves.start.done, moves.cancel.done]).toEqual(['in_progress', 'stopped']);
});

test.each(Object.keys(allowed).flatMap((move) => statuses.map((status) => [move as Move, status] as const)))(
  'the refusal to %s from %s names the status and what can be done',
  (move, status) => {
    expect(refusal(move, status)).toMatch(
      new RegExp(
        `^The export's status is ${status}: it can't be (started|cancelled|updated|deleted|downloaded)\\. .+\\.$`,
      ),
    );
  },
);
