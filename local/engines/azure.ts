import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { ensureAzurite } from './azurite';
import { startProcess, type RunningProcess } from './process';

export interface RunningAzure {
  connectionString: string;
  /** Points the service at it. */
  variables: Record<string, string>;
  process: RunningProcess;
}

const ACCOUNT = 'local';
const KEY = Buffer.from('the key of a throw-away account').toString('base64');

/** Starts an emulator of Azure Blob Storage that keeps its blobs as files, with one container. */
export async function startAzure(
  dir: string,
  { port, container, signal }: { port: number; container: string; signal?: AbortSignal | undefined },
): Promise<RunningAzure> {
  mkdirSync(dir, { recursive: true });
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint}`;
  const service = BlobServiceClient.fromConnectionString(connectionString, { retryOptions: { maxTries: 1 } });
  const process = await startProcess({
    name: 'Azure',
    command: globalThis.process.execPath,
    args: [
      ...[await ensureAzurite(), '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
      ...['--location', path.join(dir, 'data'), '--blobHost', '127.0.0.1', '--blobPort', String(port)],
    ],
    cwd: dir,
    env: { AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
    logFile: path.join(dir, 'azure.log'),
    probe: () => service.getContainerClient(container).createIfNotExists(),
    readyWithinSeconds: 60,
    signal,
  });
  return {
    connectionString,
    variables: {
      STORAGE: 'azure',
      AZURE_STORAGE_CONTAINER: container,
      AZURE_STORAGE_CONNECTION_STRING: connectionString,
    },
    process,
  };
}
