import { z } from 'zod';
import { ServiceError } from '../model/errors';

type Issue = z.core.$ZodIssue;

/** The issue to tell of: of a union's branches, the one that the value came closest to. */
function mostTelling(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue;
  const branches = issue.errors.flatMap(([first]) => (first ? [first] : []));
  const deepest = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return deepest ? mostTelling({ ...deepest, path: [...issue.path, ...deepest.path] }) : issue;
}

const typeNames: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The keys that an object at this path may have, from the schema's own JSON Schema. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  interface Node {
    properties?: Record<string, Node>;
    items?: Node;
    anyOf?: Node[];
  }
  let node: Node | undefined = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'input',
    reused: 'inline',
  }) as Node;
  for (const step of path) {
    const options: Node[] = [node ?? {}, ...(node?.anyOf ?? [])];
    node = options
      .map((option) => (typeof step === 'number' ? option.items : option.properties?.[String(step)]))
      .find((found) => found !== undefined);
  }
  return Object.keys(node?.properties ?? node?.anyOf?.find((option) => option.properties)?.properties ?? {});
}

function complaint(issue: Issue, schema: z.ZodType): { path: PropertyKey[]; text: string } {
  const path = [...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path).filter((key) => key !== 'export_id');
      return { path: [...path, issue.keys[0]!], text: `is not known. Known are: ${known.join(', ') || 'none'}` };
    }
    case 'invalid_type': {
      const expected = typeNames[issue.expected] ?? issue.expected;
      return { path, text: issue.input === undefined ? `is missing: it must be ${expected}` : `must be ${expected}` };
    }
    case 'invalid_value':
      return { path, text: `must be one of ${issue.values.map(String).join(', ')}` };
    case 'too_small':
      return {
        path,
        text: /^must/.test(issue.message) ? issue.message : `must ${limitOf(issue, 'least', issue.minimum)}`,
      };
    case 'too_big':
      return { path, text: `must ${limitOf(issue, 'most', issue.maximum)}` };
    default:
      return { path, text: /^must/.test(issue.message) ? issue.message : 'is not valid' };
  }
}

function limitOf(issue: { origin: string }, which: 'least' | 'most', limit: number | bigint): string {
  if (issue.origin === 'string') return `have at ${which} ${limit} characters`;
  if (issue.origin === 'array') return `have at ${which} ${limit} items`;
  return `be at ${which} ${limit}`;
}

/**
 * The value as its schema makes it. Refuses with a {@link ServiceError} that names the field by its path, says what
 * was wrong and what would do. `of` names the whole where the fault has no path: "body" or "query".
 */
export function validate<S extends z.ZodType>(schema: S, value: unknown, of: string): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { path, text } = complaint(mostTelling(parsed.error.issues[0]!), schema);
  const param = path.map(String).join('.') || of;
  throw new ServiceError('invalid_request', `${param} ${text}.`, { param });
}
