import { type Answer, byItself, type Ending, type Move, type State, step } from './model';

/** A request as it was seen from outside: it took effect at some moment between `sent` and `answered`. */
export interface Observed {
  move: Move;
  sent: number;
  answered: number;
  answer: Answer;
}

/** An engine took too long, as on a machine under load: the request may have had its effect, or none. */
const UNAVAILABLE = 503;

const fits = (answer: Answer, wanted: Answer) =>
  answer.code === wanted.code &&
  (wanted.stopped === undefined || answer.stopped === wanted.stopped) &&
  (wanted.seen === undefined || JSON.stringify(answer.seen) === JSON.stringify(wanted.seen));

/**
 * The states in which an export may be after these requests: of every order that puts no request before one that was
 * answered before it was sent, and in which the model gives the answers that were given. Empty: there is no such order.
 */
export function statesAfter(before: State, observed: readonly Observed[], ending: Ending): State[] {
  const found = new Map<string, State>();
  const visited = new Set<string>();

  function explore(state: State, left: readonly Observed[]): void {
    const key = JSON.stringify([state, left.map((request) => observed.indexOf(request))]);
    if (visited.has(key)) return;
    visited.add(key);
    if (left.length === 0) found.set(JSON.stringify(state), state);
    for (const next of byItself(state, ending)) explore(next, left);
    for (const request of left) {
      if (left.some((other) => other.answered < request.sent)) continue;
      const [next, answer] = step(state, request.move);
      const rest = without(left, request);
      if (request.answer.code === UNAVAILABLE) explore(state, rest);
      if (request.answer.code === UNAVAILABLE || fits(request.answer, answer)) explore(next, rest);
    }
  }
  explore(before, observed);
  return [...found.values()];
}

const without = <T>(items: readonly T[], item: T) => items.filter((other) => other !== item);
