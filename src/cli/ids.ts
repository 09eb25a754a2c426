import { Argument, InvalidArgumentError } from 'commander';

/** In a path these would name another endpoint. */
const noIds = new Set(['', '.', '..', 'fields']);

/** The argument `<id>`, or `[id]` if it is optional. */
export const idArgument = (name: string, description: string): Argument =>
  new Argument(name, description).argParser((value) => {
    if (noIds.has(value.trim())) throw new InvalidArgumentError('It must be an id.');
    return value;
  });
