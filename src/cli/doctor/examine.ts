import { ConfigError, type Config, loadConfig, settings } from '../../config';
import { examineApi } from './api';
import type { Finding } from './checks';
import { examineMongodb } from './mongodb';
import { examineStorage } from './storage';
import { examineTemporal } from './temporal';

interface Asked {
  env: NodeJS.ProcessEnv;
  url: string | undefined;
  apiKey: string | undefined;
}

/** Checks everything that the service is configured to use, and the API if one is named; returns findings in order. */
export async function examine({ env, url, apiKey }: Asked): Promise<Finding[]> {
  const { config, findings } = readConfig(env, { isNeeded: url === undefined });
  const areas = await Promise.all([
    ...(config ? [examineMongodb(config), examineTemporal(config), examineStorage(config)] : []),
    ...(url === undefined ? [] : [examineApi(url, apiKey)]),
  ]);
  return [...findings, ...areas.flat()];
}

/** Without a configuration this is a client's machine: only the API is checked. */
function readConfig(env: NodeJS.ProcessEnv, { isNeeded }: { isNeeded: boolean }) {
  const finding = (rest: Pick<Finding, 'state' | 'detail'> & { remedy?: string }): Finding => ({
    ...{ area: 'configuration', check: 'environment' },
    ...rest,
  });
  const required = Object.entries(settings).filter(([, setting]) => 'required' in setting);
  if (!isNeeded && required.every(([name]) => !env[name])) {
    return { config: null, findings: [finding({ state: 'skip', detail: 'the service is not configured here' })] };
  }
  try {
    const config: Config = loadConfig(env);
    return { config, findings: [finding({ state: 'ok', detail: 'every setting can be used' })] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.message.split('\n').slice(1);
    const remedy = 'See docs/configuration.md for the values it takes.';
    const details = faults.map((fault) => fault.trim().replace(/\.$/, ''));
    return { config: null, findings: details.map((detail) => finding({ state: 'fail', detail, remedy })) };
  }
}
