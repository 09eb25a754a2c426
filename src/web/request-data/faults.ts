import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiError } from '../api-error';
import { texts } from '../texts';

/** What is wrong with the form: the path of a field, as the API names it, → what to do. */
export type Faults = Map<string, string>;

/** The fields that show their own fault; a fault anywhere else is shown on top of the form. */
const shown = [
  'filters.created_at',
  'filters.time_of_generation_min',
  'filters.time_of_generation_max',
  'filters.metadata',
  'requested_data',
  'format',
];

const isReversedRange = (path: string, message: string) =>
  path.startsWith('filters.created_at') && /reversed|empty range/.test(message);

/** The API's refusal as a fault of the form; an empty path: of no field of its own. */
export function faultsFrom(error: Error): Faults {
  if (!(error instanceof ApiError)) return new Map([['', error.message]]);
  // Of a schedule, what each window is exported as.
  const message = error.message.replace(/^export\./, '');
  const param = error.param?.replace(/^export\./, '') ?? '';
  // The scope that is missing is the one that prompts and completions need: the request itself was let in.
  const path = param || (error.code === 'scope_missing' ? 'requested_data' : '');
  const words = path !== '' && message.startsWith(`${path} `) ? `This${message.slice(path.length)}` : message;
  const owner = shown.find((field) => path === field || path.startsWith(`${field}.`));
  return new Map([[owner ?? path, isReversedRange(path, message) ? texts.time.reversed : words]]);
}

export const FaultsContext = createContext<Faults>(new Map());

/** The fault of a field, and what ties it to its control. */
export function useFault(path: string) {
  const fault = useContext(FaultsContext).get(path);
  const id = `fault-${path.replace(/\W/g, '-')}`;
  return {
    fault,
    id,
    /** For the control: tells a screen reader that, and what, is wrong. */
    control: { 'aria-invalid': fault ? ('true' as const) : undefined, 'data-path': path },
  };
}

/** Whether one of the fields at these paths is at fault: they must not be folded away then. */
export function useAnyFault(paths: readonly string[]): boolean {
  const faults = useContext(FaultsContext);
  return paths.some((path) => faults.has(path));
}
