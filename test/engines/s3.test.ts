/** @jest-environment ./test/support/one-realm.cjs */
import { startTestS3 } from '../support/s3';
import { verifySigV4 } from '../support/verify-sigv4';
import { exportsOn } from './store-suite';

exportsOn('s3', async () => {
  const { s3, bucket, ...server } = await startTestS3();
  return {
    ...server,
    async names() {
      const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket });
      return Contents.map(({ Key }) => Key!);
    },
    remedy: '{"Effect":"Allow","Action":["s3:ListBucket","s3:ListBucketMultipartUploads"]',
    verify: (url, _object, now) =>
      verifySigV4(url, { method: 'GET', secret: process.env.AWS_SECRET_ACCESS_KEY!, region: 'us-east-1', now }),
  };
});
