import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { startAzure } from '../../local/engines/azure';
import { freePorts } from '../../local/engines/ports';
import { removeAtEnd } from '../../local/engines/watchdog';
import { localDir } from '../../local/paths';
import { type AzureProxy, startAzureProxy } from './azure-proxy';

export interface TestAzure {
  account: string;
  /** Of the account, in base64. */
  key: string;
  /** Points the service at this server, through the proxy. */
  variables: Record<string, string>;
  /** Reaches the container past the proxy. */
  container: ContainerClient;
  proxy: AzureProxy;
  stop(): Promise<void>;
}

/** An emulator of the suite's own, with one container, behind a proxy that keeps Microsoft's rules. */
export async function startTestAzure(): Promise<TestAzure> {
  mkdirSync(localDir, { recursive: true });
  const dir = mkdtempSync(path.join(localDir, 'test-azure-'));
  removeAtEnd(dir);
  const [port] = await freePorts(1);
  const name = `test-${randomBytes(6).toString('hex')}`;
  const server = await startAzure(dir, { port: port!, container: name });
  const service = BlobServiceClient.fromConnectionString(server.connectionString);
  const { origin } = new URL(service.url);
  const proxy = await startAzureProxy(origin, service);
  const [, account, key] = /AccountName=([^;]+);AccountKey=([^;]+)/.exec(server.connectionString)!;
  const connectionString = server.connectionString.replace(origin, proxy.endpoint);
  return {
    account: account!,
    key: key!,
    variables: { ...server.variables, AZURE_STORAGE_CONNECTION_STRING: connectionString },
    container: service.getContainerClient(name),
    proxy,
    async stop() {
      await proxy.stop();
      await server.process.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
