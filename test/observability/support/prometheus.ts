import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../../local/engines/ports';
import { startProcess } from '../../../local/engines/process';
import { ensurePrometheus } from '../../../local/prometheus';
import { monitoringFolder } from './monitoring';

const execute = promisify(execFile);

export interface Series {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

/** Runs promtool in the folder of the rules; throws with what it says where it finds a fault. */
export async function promtool(args: string[], input = ''): Promise<string> {
  const { promtool: program } = await ensurePrometheus();
  const running = execute(program, args, { cwd: monitoringFolder });
  running.child.stdin!.end(input);
  return (await running).stdout;
}

/** A real Prometheus with the rules of this repository, which scrapes these processes every second. */
export async function startPrometheus({ dataDir, urls }: { dataDir: string; urls: string[] }) {
  const { prometheus } = await ensurePrometheus();
  const [port] = (await freePorts(1)) as [number];
  mkdirSync(dataDir, { recursive: true });
  const configFile = path.join(dataDir, 'prometheus.json');
  const targets = urls.map((url) => new URL(url).host);
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [path.join(monitoringFolder, 'alerts.yml')],
    scrape_configs: [{ job_name: 'logs-export', static_configs: [{ targets }] }],
  };
  // Its files are YAML, of which JSON is a part.
  writeFileSync(configFile, JSON.stringify(config));
  const url = `http://127.0.0.1:${port}`;
  const get = async <T>(resource: string): Promise<T> => {
    const answer = await fetch(`${url}/api/v1/${resource}`);
    const { data, error } = (await answer.json()) as { data: T; error?: string };
    if (error !== undefined) throw new Error(`${error}: ${decodeURIComponent(resource)}`);
    return data;
  };
  const running = await startProcess({
    name: 'Prometheus',
    command: prometheus,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${path.join(dataDir, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    logFile: path.join(dataDir, 'prometheus.log'),
    probe: async () => {
      const { ok } = await fetch(`${url}/-/ready`);
      if (!ok) throw new Error('not ready');
    },
    readyWithinSeconds: 30,
  });
  return {
    get,
    query: async (expr: string) => (await get<{ result: Series[] }>(`query?query=${encodeURIComponent(expr)}`)).result,
    stop: () => running.stop(),
  };
}
