import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../../local/paths';

export const monitoringFolder = path.join(root, 'deploy', 'monitoring');
const read = (name: string) => readFileSync(path.join(monitoringFolder, name), 'utf8');

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string }[];
}
export interface Alert {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The dashboard's expressions, each with the title of its panel, and with Grafana's variables filled in. */
export function dashboardQueries(): { where: string; expr: string }[] {
  const { panels } = JSON.parse(read('dashboard.json')) as { panels: Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: title, expr: expr.replaceAll('$__rate_interval', '1m') })),
  );
}

export function alerts(): Alert[] {
  const { groups } = parse(read('alerts.yml')) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

export const alertQueries = () => alerts().map(({ alert, expr }) => ({ where: alert, expr }));
