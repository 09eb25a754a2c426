import { createContext, type ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { type Times, timesIn } from '../format/times';
import type { Zone } from '../format/zone';
import { stored } from '../stored';

interface Clock {
  times: Times;
  setZone: (zone: Zone) => void;
}

const STORED_AS = 'zone';

const ClockContext = createContext<Clock>({ times: timesIn.local, setZone: () => undefined });

/** One switch between local time and UTC, for all of the page. */
export function ClockProvider({ children }: { children: ComponentChildren }) {
  const [zone, setZone] = useState<Zone>(() => (stored.read(STORED_AS) === 'utc' ? 'utc' : 'local'));
  const choose = (chosen: Zone) => {
    stored.keep(STORED_AS, chosen);
    setZone(chosen);
  };
  return <ClockContext.Provider value={{ times: timesIn[zone], setZone: choose }}>{children}</ClockContext.Provider>;
}

export const useClock = (): Clock => useContext(ClockContext);
export const useTimes = (): Times => useClock().times;
