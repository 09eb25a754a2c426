import { printable } from '../printable';

/** The result of one check, and its remedy. */
export interface Verdict {
  state: 'ok' | 'warn' | 'fail' | 'skip';
  detail: string;
  remedy?: string;
}

export type Finding = Verdict & { area: string; check: string };

export interface Check {
  name: string;
  /** An error it throws is a failure, whose remedy `remedy` returns. */
  run: () => Promise<Verdict>;
  remedy: (error: unknown) => string;
  /** If it fails, the checks after it are skipped. */
  vital?: true;
}

/** A check that takes longer counts as failed. */
const PATIENCE_MS = 30_000;
const MAX_DETAIL = 300;

export const ok = (detail: string): Verdict => ({ state: 'ok', detail });
export const warn = (detail: string, remedy: string): Verdict => ({ state: 'warn', detail, remedy });
export const fail = (detail: string, remedy: string): Verdict => ({ state: 'fail', detail, remedy });
const SKIPPED: Verdict = { state: 'skip', detail: 'not looked at, for the failure above' };

/** Runs the checks of one area in order. */
export async function runChecks(area: string, checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  let isHopeless = false;
  for (const { name, run, remedy, vital } of checks) {
    const verdict: Verdict = isHopeless
      ? SKIPPED
      : await inTime(run).catch((error: unknown) => fail(wordsOf(error), remedy(error)));
    findings.push({ area, check: name, ...verdict });
    isHopeless ||= vital === true && verdict.state === 'fail';
  }
  return findings;
}

async function inTime(run: () => Promise<Verdict>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
  });
  return Promise.race([run(), late]).finally(() => clearTimeout(timer));
}

/** An error's message, on one line, as a part of a sentence. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return printable(message.replace(/\s+/g, ' ').trim().slice(0, MAX_DETAIL).replace(/\.$/, ''));
}
