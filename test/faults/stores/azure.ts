import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { type RunningAzure, startAzure } from '../../../local/engines/azure';
import { freePorts } from '../../../local/engines/ports';
import { startAzureProxy } from '../../support/azure-proxy';
import { restartable } from '../restartable';
import { BUCKET, type FaultyStore, isFile, isPart, PREFIX } from './store';

export async function startFaultyAzure(dataDir: string): Promise<FaultyStore> {
  const [port] = (await freePorts(1)) as [number];
  const dir = path.join(dataDir, 'azure');
  let server!: RunningAzure;
  const engine = restartable(async () => {
    server = await startAzure(dir, { port, container: BUCKET });
    return server.process;
  });
  await engine.start();
  const { connectionString, variables } = server;
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const { origin } = new URL(service.url);
  const container = service.getContainerClient(BUCKET);

  return {
    ...engine,
    // The emulator keeps the names of its blobs in memory, and writes them down every few seconds and at a stop: killed,
    // it would lose what it has answered for, which Azure does not.
    kill: engine.stop,
    variables,
    async openWay() {
      const proxy = await startAzureProxy(origin, service);
      const through = connectionString.replace(origin, proxy.endpoint);
      return { proxy, variables: { AZURE_STORAGE_CONNECTION_STRING: through } };
    },
    stepOf({ kind, object, body }) {
      if (kind === 'put' && isPart(object)) return 'part';
      // A list of no blocks only discards what was staged.
      const isMade = kind === 'put' || (kind === 'commit' && body.includes('<Latest>'));
      return isMade && isFile(object) ? 'compose' : null;
    },
    takesParts: ({ kind }) => kind === 'copy' || kind === 'send',
    disk: null,
    bucket: {
      async names(folder) {
        const found: string[] = [];
        const under = { prefix: `${PREFIX}/${folder}`, includeUncommitedBlobs: true };
        for await (const { name } of container.listBlobsFlat(under)) found.push(name.slice(PREFIX.length + 1));
        return found.sort();
      },
      async write(name, content) {
        const blob = container.getBlockBlobClient(`${PREFIX}/${name}`);
        await blob.upload(content, Buffer.byteLength(content));
      },
      delete: async (name) => void (await container.deleteBlob(`${PREFIX}/${name}`)),
      remove: async () => void (await container.delete()),
      restore: async () => void (await container.create()),
    },
  };
}
