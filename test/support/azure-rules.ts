import type { BlobServiceClient } from '@azure/storage-blob';
import type { AzureRequest } from './azure-proxy';

const MOST_BLOCKS = 50_000;

const answer = (status: number, code = '') => ({
  status,
  contentType: 'application/xml',
  body: code && `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/** Answers as Microsoft's service does where the emulator would not. */
export async function answeredByRules(request: AzureRequest, service: BlobServiceClient) {
  if (request.kind === 'copy') return copied(request, service);
  if (request.kind === 'commit' && request.body.toString().split('<Latest>').length > MOST_BLOCKS + 1)
    return answer(400, 'BlockListTooLong');
  return null;
}

/** Put Block From URL, which the emulator lacks: the source is read by the URL that it is given by, and by nothing else. */
async function copied({ container, object, url, headers }: AzureRequest, service: BlobServiceClient) {
  const range = headers['x-ms-source-range'] as string | undefined;
  const source = await fetch(headers['x-ms-copy-source'] as string, { headers: range ? { 'x-ms-range': range } : {} });
  const content = Buffer.from(await source.arrayBuffer());
  if (!source.ok) return answer(source.status, 'CannotVerifyCopySource');
  const target = service.getContainerClient(container).getBlockBlobClient(object!);
  await target.stageBlock(url.searchParams.get('blockid')!, content, content.length);
  return answer(201);
}
