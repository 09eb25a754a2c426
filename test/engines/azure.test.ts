import { startTestAzure } from '../support/azure';
import { verifySas } from '../support/verify-sas';
import { exportsOn } from './store-suite';

exportsOn('azure', async () => {
  const { container, account, key, ...server } = await startTestAzure();
  return {
    ...server,
    async names() {
      const names: string[] = [];
      for await (const { name } of container.listBlobsFlat()) names.push(name);
      return names;
    },
    remedy: 'az role assignment create --assignee IDENTITY --role "Storage Blob Data Contributor" --scope ',
    verify: (url, name, now) =>
      verifySas(url, { account, key, blob: { container: container.containerName, name }, now }),
  };
});
