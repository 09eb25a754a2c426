/**
 * Container health check: exits with 0 if the address answers 200, else with 1. The address is an argument, by default
 * `/healthz` of the API in this container.
 */
import { loadConfig } from './config';

const TIMEOUT_MS = 4_000;

async function isWell(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })).status === 200;
  } catch {
    return false;
  }
}

const address = process.argv[2] ?? `http://127.0.0.1:${loadConfig().PORT}/healthz`;
void isWell(address).then((well) => process.exit(well ? 0 : 1));
