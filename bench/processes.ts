import { readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks of /proc a second: fixed for programs by Linux, whatever the kernel's own. */
const TICKS = 100;

/** Of a process: its own user and system time, and those of its children that have ended; in ticks. */
function ticksOf(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).map(Number);
}

const sum = (ticks: readonly number[]) => ticks.reduce((total, one) => total + one, 0);

/** Seconds of processor time that a process has used so far; NaN where the system does not tell (it is no Linux). */
export function cpuSeconds(pid: number): number {
  try {
    return sum(ticksOf(pid).slice(0, 2)) / TICKS;
  } catch {
    return NaN;
  }
}

/** The same of this process, with the programs that it ran to their end. */
export function ownCpuSeconds(): number {
  try {
    return sum(ticksOf(process.pid)) / TICKS;
  } catch {
    return NaN;
  }
}

function memoryMb(pid: number, entry: 'VmHWM' | 'VmRSS'): number {
  try {
    const kilobytes = new RegExp(`^${entry}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kilobytes) * 1_024) / 1e6;
  } catch {
    return NaN;
  }
}

/** Megabytes of the machine's memory that the process takes. */
export const residentMb = (pid: number) => memoryMb(pid, 'VmRSS');

/** The most that {@link residentMb} has been since the process started, or since {@link forgetPeak}. */
export const peakMb = (pid: number) => memoryMb(pid, 'VmHWM');

export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // No Linux, or not allowed: the peak is then that of the process's whole life.
  }
}
