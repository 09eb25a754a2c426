import type { Killer } from '../kills';
import type { Restartable } from '../restartable';
import type { Rig } from '../rig';
import type { MongoProxy } from '../../support/mongo-proxy';
import type { Point } from './points';

/** What an event is about, and where the first process dies that tells of it. */
export interface Subject {
  id: string;
  point: Point;
}

interface Aiming {
  rig: Rig;
  killer: Killer;
  /** What a command names it by: its id, and those of its events that have arrived. */
  namesOf: (subject: Subject) => readonly string[];
  /** Told of each that was held. */
  held: (subject: Subject) => void;
}

/** Kills each process that comes to a subject's point, once for each subject. `stop` waits until all are up again. */
export function aimAt(subjects: readonly Subject[], { rig, killer, namesOf, held }: Aiming) {
  const left = new Set(subjects);
  const kills: Promise<void>[] = [];
  const processes: [string, Restartable & { mongo: MongoProxy }][] = [
    ['API', rig.api],
    ...rig.workers.map((worker): [string, typeof worker] => ['worker', worker]),
  ];
  for (const [name, victim] of processes) {
    victim.mongo.meddle(({ command, answer }) => {
      if (answer || left.size === 0) return undefined;
      const text = JSON.stringify(command);
      const isMet = (subject: Subject) =>
        subject.point.isAt(command, text) && namesOf(subject).some((known) => text.includes(known));
      const met = [...left].find(isMet);
      if (!met) return undefined;
      left.delete(met);
      held(met);
      const kill = killer.kill(name, victim);
      // Handled at the await below.
      kill.catch(() => undefined);
      kills.push(kill);
      // It dies with its connection.
      return new Promise(() => undefined);
    });
  }
  return {
    left,
    async stop(): Promise<void> {
      for (const [, { mongo }] of processes) mongo.meddle(() => undefined);
      await Promise.all(kills);
    },
  };
}
