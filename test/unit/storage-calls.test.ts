import { storageCallOf } from '../../src/observability/storage-calls';

const part = 'logs-export%2Facme%2Fmain%2Fid%2Fparts%2Fdigest%2F000000.jsonl';
const file = 'logs-export%2Facme%2Fmain%2Fid%2Flogs-export-20260309T101500Z-1b9d6bcd.jsonl';

test.each([
  ['GCS upload part', 'POST', `/upload/storage/v1/b/bucket/o?uploadType=multipart&ifGenerationMatch=0&name=${part}`],
  ['GCS upload file', 'POST', `/upload/storage/v1/b/bucket/o?uploadType=multipart&name=${file}`],
  ['GCS upload manifest', 'POST', `/upload/storage/v1/b/bucket/o?uploadType=multipart&name=${file}.manifest.json`],
  ['GCS compose file', 'POST', `/storage/v1/b/bucket/o/${file}/compose?ifGenerationMatch=0`],
  ['GCS compose part', 'POST', `/storage/v1/b/bucket/o/${part}/compose`],
  ['GCS read metadata of file', 'GET', `/storage/v1/b/bucket/o/${file}?generation=1`],
  ['GCS read file', 'GET', `/download/storage/v1/b/bucket/o/${file}?alt=media`],
  ['GCS delete part', 'DELETE', `/storage/v1/b/bucket/o/${part}`],
  ['S3 upload part', 'PUT', `/bucket/${part}?x-id=PutObject`],
  ['S3 begin upload of file', 'POST', `/${file}?uploads=`],
  ['S3 upload file', 'PUT', `/${file}?partNumber=1&uploadId=u&x-id=UploadPart`],
  ['S3 copy into file', 'PUT', `/${file}?partNumber=2&uploadId=u&x-id=UploadPartCopy`],
  ['S3 complete upload of file', 'POST', `/${file}?uploadId=u`],
  ['S3 abort upload of file', 'DELETE', `/${file}?uploadId=u&x-id=AbortMultipartUpload`],
  ['S3 read part', 'GET', `/${part}?x-id=GetObject`],
  ['S3 list objects', 'GET', '/?list-type=2&prefix=logs-export%2Facme%2F'],
  ['S3 list uploads', 'GET', '/?uploads=&prefix=logs-export%2Facme%2F'],
  ['S3 delete objects', 'POST', '/?delete='],
  ['GCS list objects', 'GET', '/storage/v1/b/bucket/o?prefix=logs-export%2Facme%2F'],
])('%s', (name, method, path) => {
  expect(storageCallOf({ method, path, has: () => false })).toBe(name);
});

const blob = `/logs-export/${part.replaceAll('%2F', '/')}`;
const made = `/logs-export/${file.replaceAll('%2F', '/')}`;
const azure = ['x-ms-version'];
test.each([
  ['Azure upload part', 'PUT', blob, azure],
  ['Azure upload manifest', 'PUT', `${made}.manifest.json`, azure],
  ['Azure upload block of file', 'PUT', `${made}?comp=block&blockid=YQ%3D%3D`, azure],
  ['Azure copy into file', 'PUT', `${made}?comp=block&blockid=YQ%3D%3D`, [...azure, 'x-ms-copy-source']],
  ['Azure commit file', 'PUT', `${made}?comp=blocklist`, azure],
  ['Azure read part', 'GET', blob, azure],
  ['Azure read metadata of file', 'HEAD', made, azure],
  ['Azure delete part', 'DELETE', blob, azure],
  ['Azure list blobs', 'GET', '/logs-export?restype=container&comp=list&prefix=logs-export%2Facme', azure],
  ['Azure get key to sign with', 'POST', '/?restype=service&comp=userdelegationkey', azure],
  ['S3 read metadata of file', 'HEAD', `/${file}`, ['x-amz-date']],
])('%s, as its headers tell', (name, method, path, headers) => {
  expect(storageCallOf({ method, path, has: (header) => headers.includes(header) })).toBe(name);
});

test.each([
  ['POST', '/token'],
  ['GET', '/computeMetadata/v1/instance/service-accounts/default/token'],
  ['POST', '/v1/projects/-/serviceAccounts/a@example.com:signBlob'],
  ['GET', `/bucket/${part}?X-Goog-Signature=abc`],
  ['PATCH', `/storage/v1/b/bucket/o/${file}`],
])('%s %s is no call that has a name', (method, path) => {
  expect(storageCallOf({ method, path, has: () => false })).toBeNull();
});
