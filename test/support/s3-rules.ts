import type { S3 } from '@aws-sdk/client-s3';
import type { S3Request } from './s3-proxy';

const OBJECT = /<Object>.*?<\/Object>/gs;
const partOf = (xml: string, tag: string) =>
  new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(xml)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/**
 * Deletes many objects as Amazon's service does, which spares an object whose ETag is not the one that is named. The
 * stand-in deletes it.
 */
export async function deletedByRules({ kind, object, url, body }: S3Request, s3: S3) {
  if (kind !== 'delete' || object !== null) return null;
  const Bucket = url.pathname.split('/')[1]!;
  const refused: string[] = [];
  for (const [xml] of body.toString().matchAll(OBJECT)) {
    const Key = partOf(xml, 'Key')!;
    const wanted = partOf(xml, 'ETag');
    const found = await s3.headObject({ Bucket, Key }).catch(() => null);
    if (found && wanted !== undefined && found.ETag !== wanted) refused.push(Key);
    else if (found) await s3.deleteObject({ Bucket, Key });
  }
  const errors = refused.map((Key) => `<Error><Key>${Key}</Key><Code>PreconditionFailed</Code></Error>`);
  return { status: 200, contentType: 'application/xml', body: `<DeleteResult>${errors.join('')}</DeleteResult>` };
}
