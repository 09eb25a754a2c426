import { z } from 'zod';
import { ServiceError } from '../model/errors';

type Issue = z.core.$ZodIssue;

/**
 * The issue to report. Of a union's branches it is the closest one: the one that got furthest into the value, or else one
 * that did not fail at the value's type.
 */
function mostTelling(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue;
  const branches = issue.errors.flatMap(([first]) => (first ? [first] : []));
  const closeness = ({ path, code }: Issue) => path.length * 2 + (code === 'invalid_type' ? 0 : 1);
  const closest = branches.sort((a, b) => closeness(b) - closeness(a))[0];
  return closest ? mostTelling({ ...closest, path: [...issue.path, ...closest.path] }) : issue;
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

interface Node {
  $ref?: string;
  $defs?: Record<string, Node>;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
}

/** The keys that an object at this path may have, from the JSON Schema of the schema. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input', reused: 'inline' }) as Node;
  const branches = (node: Node): Node[] => {
    const target = node.$ref ? (root.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {}) : node;
    return [target, ...(target.anyOf ?? []).flatMap(branches)];
  };
  let nodes = branches(root);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const next = typeof step === 'number' ? node.items : node.properties?.[String(step)];
      return next ? branches(next) : [];
    });
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function complaint(issue: Issue, schema: z.ZodType): { path: PropertyKey[]; text: string } {
  const path = [...issue.path];
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  if (/^must/.test(issue.message) && !isMissing) return { path, text: issue.message };
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path).filter((key) => key !== 'export_id');
      return { path: [...path, issue.keys[0]!], text: `is not known. Known are: ${known.join(', ') || 'none'}` };
    }
    case 'invalid_type': {
      const expected = typeNames[issue.expected] ?? issue.expected;
      return { path, text: isMissing ? `is missing: it must be ${expected}` : `must be ${expected}` };
    }
    case 'invalid_key': {
      const [inner] = issue.issues;
      return {
        path: path.slice(0, -1),
        text: `has a key that ${inner ? complaint(inner, schema).text : 'is not valid'}`,
      };
    }
    case 'invalid_value':
      return { path, text: `must be one of ${issue.values.map(String).join(', ')}` };
    case 'too_small':
      return { path, text: `must ${limitOf(issue, 'least', issue.minimum)}` };
    case 'too_big':
      return { path, text: `must ${limitOf(issue, 'most', issue.maximum)}` };
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
      return { path, text: 'is not valid' };
  }
}

function limitOf(issue: { origin: string }, which: 'least' | 'most', limit: number | bigint): string {
  const ending = Number(limit) === 1 ? '' : 's';
  if (issue.origin === 'string') return `have at ${which} ${limit} character${ending}`;
  if (issue.origin === 'array') return `have at ${which} ${limit} item${ending}`;
  return `be at ${which} ${limit}`;
}

/**
 * The path of a key `__proto__`, which schemas drop silently: a filter that is dropped would export what it should
 * exclude. Looks `levels` objects deep.
 */
function protoPath(value: unknown, levels: number, path: readonly string[] = []): readonly string[] | null {
  if (typeof value !== 'object' || value === null || levels === 0) return null;
  for (const [key, item] of value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value)) {
    const at = [...path, key];
    if (key === '__proto__') return at;
    const found = protoPath(item, Array.isArray(value) ? levels : levels - 1, at);
    if (found) return found;
  }
  return null;
}

/**
 * Parses the value by its schema. Throws a {@link ServiceError} that names the field by its path, what was wrong and what
 * would be valid. `of` names the value itself: "body" or "query". What lies deeper than `levels` objects is content and
 * not checked.
 */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
  of: string,
  { levels = Infinity }: { levels?: number } = {},
): z.output<S> {
  const proto = protoPath(value, levels)?.join('.');
  if (proto)
    throw new ServiceError('invalid_request', `${proto} is not a key that can be used here.`, { param: proto });
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { path, text } = complaint(mostTelling(parsed.error.issues[0]!), schema);
  const param = path.map(String).join('.') || of;
  throw new ServiceError('invalid_request', `${param} ${text}.`, { param });
}
