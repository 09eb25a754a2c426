import type { ApiClient } from '../support/client';
import { pythonWith, runPython } from '../support/python';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  [stack] = await Promise.all([startStack(), pythonWith('python-sdk')]);
  client = await stack.client();
}, 300_000);
afterAll(() => stack.stop());

const run = (script: string) => runPython(script, { PORTKEY_API_KEY: client.key, PORTKEY_BASE_URL: `${stack.url}/v1` });
const open = `
import json, os, time, urllib.request
from portkey_ai import Portkey
portkey = Portkey(api_key=os.environ["PORTKEY_API_KEY"], base_url=os.environ["PORTKEY_BASE_URL"])
`;

test('the whole flow: logs, an export of them, and its file', async () => {
  const printed = await run(`${open}
portkey.logs.create(
    request={"url": "https://x.dev", "method": "POST", "headers": {}, "body": {"n": 1}},
    response={"status": 200, "headers": {}, "body": {"ok": True}, "response_time": 12},
    metadata={"traceId": "py-1", "team": "search"},
)
created = portkey.logs.exports.create(filters={"trace_id": "none"}, requested_data=["id"], workspace_id="main", description="d")
exports = portkey.logs.exports
updated = exports.update(export_id=created.id, filters={"trace_id": "py-1"}, requested_data=["trace_id", "response_time", "request"])
listed = exports.list(workspace_id="main")
all_listed = exports.list()
started = exports.start(export_id=created.id)
while exports.retrieve(export_id=created.id).status == "in_progress":
    time.sleep(0.1)
done = exports.retrieve(export_id=created.id)
url = exports.download(export_id=created.id).signed_url
other = exports.create(filters={}, requested_data=["id"])
cancelled = exports.cancel(export_id=other.id)
print(json.dumps({
    "created": created.total, "updated": updated.total, "listed": [e["id"] for e in listed.data] == [created.id],
    "all": len(all_listed.data), "started": started.message, "status": done.status, "total": done.total_records,
    "file": urllib.request.urlopen(url).read().decode(), "cancelled": cancelled.message,
}))
`);
  expect(JSON.parse(printed)).toEqual({
    ...{ created: 0, updated: 1, listed: true, all: 1, started: 'The export is started.' },
    ...{ status: 'success', total: 1, cancelled: 'The export is stopped.' },
    file: '{"trace_id":"py-1","response_time":12,"request":{"n":1}}\n',
  });
});

test("the documentation's script", async () => {
  await client.insert({ request: { body: {} }, response: { body: {} }, metadata: { trace_id: 'docs' } });
  const printed = await run(`${open}
today = time.strftime("%Y-%m-%d", time.gmtime())
res = portkey.logs.exports.create(
    filters={"created_at": {"gte": "2026-01-01T00:00:00Z", "lte": today}, "trace_id": "docs"},
    requested_data=["id", "trace_id", "created_at", "request", "response", "is_success", "ai_org", "ai_model",
                    "req_units", "res_units", "total_units", "request_url", "cost", "cost_currency", "response_time",
                    "response_status_code", "mode", "config", "prompt_slug", "metadata"],
)
portkey.logs.exports.start(export_id=res.id)
while True:
    status = portkey.logs.exports.retrieve(export_id=res.id)
    if status.status == "success":
        break
    elif status.status == "failure":
        raise SystemExit("Export failed: " + status.error)
    time.sleep(0.1)
download_info = portkey.logs.exports.download(export_id=res.id)
print(urllib.request.urlopen(download_info.url).read().decode(), end="")
`);
  const line = JSON.parse(printed) as Record<string, unknown>;
  expect(line).toMatchObject({ trace_id: 'docs', is_success: 1, response_status_code: 200, cost: null, metadata: {} });
  expect(Object.keys(line)).toHaveLength(20);
});

test("the client's errors carry what was wrong", async () => {
  const printed = await run(`${open}
try:
    portkey.logs.exports.create(filters={"model": "x"}, requested_data=["id"])
except Exception as error:
    print(type(error).__name__, error.status_code, error)
`);
  expect(printed).toMatch(/^BadRequestError 400 .*filters\.model is not known/);
});
