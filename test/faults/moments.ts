import type { Random } from '../../local/demo/random';
import type { MongoExchange } from '../support/mongo-proxy';

/** What a worker does, as it is seen from outside: reads logs' keys, uploads a part, composes (joins) the file, settles the record. */
export type Step = 'plan' | 'part' | 'record' | 'compose' | 'finish';

/** A request of a worker that marks a point of an export: the `nth` (from 0) of its step. */
export interface Moment {
  step: Step;
  nth: number;
  /** `asked`: the engine has not seen it yet. `answered`: it has done it, and its answer is held. */
  side: 'asked' | 'answered';
}

interface UpdateCommand {
  find?: string;
  update?: string;
  findAndModify?: string;
  sort?: unknown;
}

/** The driver sends the updates of one command beside it in the same document. */
export function mongoStep({ command }: MongoExchange): Step | null {
  const { find, update, findAndModify } = command as UpdateCommand;
  if (find === 'logs') return 'plan';
  if (update === 'exports') return 'record';
  return findAndModify === 'exports' ? 'finish' : null;
}

/** A point somewhere in an export of that many batches; most of the time goes by while parts are written. */
export function drawMoment(random: Random, batches: number): Moment {
  const step = random.pick(['plan', 'part', 'part', 'part', 'part', 'record', 'compose', 'finish'] as const);
  const nth = step === 'part' ? random.whole(0, batches - 1) : step === 'record' ? random.whole(0, batches) : 0;
  return { step, nth, side: random.pick(['asked', 'answered']) };
}

/** A point at which parts are still to be written. */
export function drawWhileWriting(random: Random, batches: number): Moment {
  return { step: 'part', nth: random.whole(0, batches - 2), side: 'asked' };
}

export const inWords = ({ step, nth, side }: Moment) => `${step}${nth === 0 ? '' : ` ${nth}`} ${side}`;
