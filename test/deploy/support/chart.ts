import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../../local/paths';
import { runScript } from './tools';

const helmDir = path.join(root, 'deploy', 'helm');
export const chartDir = path.join(helmDir, 'logs-export');

export type Values = Record<string, unknown>;

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

export const readYaml = <T>(file: string) => parse(readFileSync(file, 'utf8')) as T;

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As Helm lays one file of values over another. */
function overlay(base: Values, above: Values): Values {
  const laid = Object.entries(above).map(([key, value]) => {
    const below = base[key];
    return [key, isMap(below) && isMap(value) ? overlay(below, value) : value];
  });
  return { ...base, ...(Object.fromEntries(laid) as Values) };
}

/** The values of deploy/helm/examples by name, later ones over earlier ones. */
export const exampleValues = (...names: string[]) =>
  names.map((name) => readYaml<Values>(path.join(helmDir, 'examples', `${name}.yaml`))).reduce(overlay, {});

const asked = (values: Values) => ({ chart: chartDir, values, kube_version: 'v1.34.0' });

/** What `helm lint --strict` finds fault with. */
export const lintChart = (values: Values) => runScript<string[]>('helm.py', { do: 'lint', ...asked(values) });

/** The objects that `helm template` prints, by kind and name; throws with Helm's own words where it refuses the values. */
export async function renderChart(values: Values): Promise<KubernetesObject[]> {
  const question = { do: 'render', name: 'logs-export', namespace: 'logs', ...asked(values) };
  const answer = await runScript<{ manifests: Record<string, string> } | { error: string }>('helm.py', question);
  if ('error' in answer) throw new Error(answer.error);
  const texts = Object.entries(answer.manifests).filter(([file]) => file.endsWith('.yaml'));
  const objects = texts
    .flatMap(([, text]) => parseAllDocuments(text, { version: '1.1' }))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
  const place = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
  return objects.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
