/** What an export costs at Google Cloud Storage; docs/scale.md states these numbers. And how calls to it fare. */
import { openObjects } from '../../src/objects/open';
import { openTestBucket } from '../support/bucket';
import { failing, type GcsProxy, type GcsRequest, isPart, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';

const LOGS = 60;
const PARTS = 3;

let stack: Stack;
let proxy: GcsProxy;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = { EXPORT_BATCH_LOGS: String(LOGS / PARTS), GCS_API_ENDPOINT: proxy.endpoint };
  stack = await startStack({ variables });
  await insertLogs(stack, logDocuments(LOGS));
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

/** The object inside an upload of two parts, of which the first describes it. */
function contentOf({ body }: GcsRequest): Buffer {
  const second = body.indexOf('\r\n\r\n', body.indexOf('\r\n\r\n') + 4) + 4;
  return body.subarray(second, body.lastIndexOf('\r\n--'));
}

test('an export is one upload a part and one for the manifest, one compose, one list and one deletion a part', async () => {
  proxy.requests.splice(0);
  const { record, content } = await exportFile(await stack.client());

  const count = (kind: GcsRequest['kind']) => proxy.requests.filter((request) => request.kind === kind).length;
  const counts = { upload: count('upload'), compose: count('compose'), describe: count('describe') };
  expect({ ...counts, list: count('list'), delete: count('delete') }).toEqual({
    upload: PARTS + 1,
    compose: 1,
    describe: 0,
    list: 1,
    delete: PARTS,
  });
  const uploaded = proxy.done('upload').filter(isPart).map(contentOf);
  expect(uploaded.reduce((sum, { length }) => sum + length, 0)).toBe(record.file!.bytes);
  expect(Buffer.concat(uploaded.sort((a, b) => content.indexOf(a) - content.indexOf(b))).equals(content)).toBe(true);
  expect(await openTestBucket(stack.config).names(`acme/main/${record.id}`)).toHaveLength(2);
});

test('a call that GCS refuses for once is sent again, also after deletions that overlapped', async () => {
  const objects = openObjects(stack.config);
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  const folder = objects.open(objects.locate({ id: 'deletions', tenant }), 'acme');
  const put = async (name: string) => ({
    name,
    ...(await folder.put(name, Buffer.alloc(0), { contentType: 'text/plain', crc32c: 0 })),
  });
  const fill = async () => {
    const known = [];
    for (let index = 0; index < 40; index += 1) known.push(await put(`parts/${index}`));
    return known;
  };
  proxy.meddle(async ({ kind, object }) => {
    // Each takes another time, so that some begin while others are under way.
    if (kind === 'delete') await new Promise((resolve) => setTimeout(resolve, 20 + 7 * (Number(object!.at(-1)) % 5)));
    return undefined;
  });
  for (let round = 0; round < 3; round += 1) await folder.remove('parts/', await fill());
  expect(await openTestBucket(stack.config).names('acme/main/deletions')).toEqual([]);

  proxy.meddle(failing(1, ({ kind }) => kind === 'list', { status: 503 }));
  const gone = { name: 'parts/nothing', version: '1', bytes: 0, crc32c: 0 };
  expect(await folder.lost([gone], 'parts/')).toEqual(new Set(['parts/nothing']));
});
