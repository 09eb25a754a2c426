/**
 * How fast a stored log becomes a line: `npx tsx bench/transcode.ts [rounds]`. The rounds of the ways are interleaved, so
 * that what disturbs the machine disturbs all of them; the table shows each way's median.
 *
 * tsx makes every import a getter, which costs the encoder a third or more of its speed. As the built service runs it:
 * `npx esbuild bench/transcode.ts --bundle --platform=node --external:mongodb | node -`
 */
import { BSON } from 'mongodb';
import { compileLineEncoder, encodeDocument } from '../src/encode/line';
import { Output } from '../src/encode/output';
import { fields } from '../src/model/fields';

const DOCUMENTS = 200;
const MILLISECONDS_A_ROUND = 60;
const rounds = Number(process.argv[2] ?? 15);

const words = 'the answer depends on how the tokens are counted, so "quote" it and check\nthen café – 你好 again'.split(
  ' ',
);

function prose(bytes: number, seed: number): string {
  let text = '';
  for (let i = seed; text.length < bytes; i += 1) text += `${words[(i * 7 + (i >> 3)) % words.length]} `;
  return text.slice(0, bytes);
}

/** A chat completion as the gateway logs it; `size` is about what the whole document takes. */
function log(size: number, index: number): Record<string, unknown> {
  const content = Math.max(24, size - (size > 1000 ? 1500 : 460));
  const turn = { role: 'user', content: prose(content >> 1, index) };
  const full = {
    trace_id: `trace-${index}-7f3c`,
    ai_org: 'openai',
    ai_model: 'gpt-4o-mini',
    req_units: 412 + index,
    res_units: 128,
    total_units: 540 + index,
    cost: 0.0138 + index / 1000,
    response_time: 1834.2,
    response_status_code: 200,
    is_success: true,
  };
  const rest = {
    cost_currency: 'USD',
    config: 'pc-prod-9b1f4e',
    prompt_slug: 'support-answer',
    request_url: 'https://api.openai.com/v1/chat/completions',
    request_method: 'POST',
    cache_status: 'MISS',
    cache_type: 'SIMPLE',
    stream_mode: 0,
    retry_success_count: 0,
    mode: 'SINGLE',
    virtual_key: 'openai-prod-4a9d',
    runtime: 'node',
    runtime_version: 'v20.18.1',
    sdk_version: '1.9.0',
    prompt_version_id: 'pv-53e0',
    workspace_slug: 'ws-support',
    span_id: `span-${index}`,
    api_key_id: 'b7d1f0c2',
    'metadata.key': ['_user', 'environment', 'team', 'ticket'],
    'metadata.value': [`user-${index}`, 'production', 'support', `s-${index * 31}`],
  };
  return {
    _id: `0f8e2c1a-${String(index).padStart(8, '0')}`,
    organisation_id: 'org-1',
    created_at: new Date(1_773_050_000_000 + index * 977),
    request: {
      url: 'https://api.openai.com/v1/chat/completions',
      body: { model: 'gpt-4o-mini', temperature: 0.7, max_tokens: 1024, stream: false, messages: [turn] },
    },
    response: {
      status: 200,
      body: {
        id: `chatcmpl-${index}`,
        object: 'chat.completion',
        created: 1773050000 + index,
        model: 'gpt-4o-mini-2024-07-18',
        choices: [
          { index: 0, message: { role: 'assistant', content: prose(content >> 1, index + 5) }, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: 412 + index, completion_tokens: 128, total_tokens: 540 + index },
      },
    },
    metrics: size > 1000 ? { ...full, ...rest } : full,
  };
}

const out = new Output(1024 * 1024);
/** Each column once: of the names of two generations, the later ones. */
const columns = fields.filter(({ path, kind }, i) => fields.findIndex((f) => f.path === path && f.kind === kind) === i);
const encodeLine = compileLineEncoder(columns);

interface Way {
  name: string;
  run: (bson: Uint8Array) => void;
}

const ways: Way[] = [
  { name: 'JSON.stringify(deserialize)', run: (bson) => void JSON.stringify(BSON.deserialize(bson)) },
  { name: 'line, all columns', run: (bson) => encodeLine(bson, out) },
  { name: 'whole document', run: (bson) => encodeDocument(bson, out) },
];

/** Bytes of BSON a millisecond. */
function measure({ run }: Way, documents: readonly Uint8Array[], bytes: number, milliseconds: number): number {
  const start = performance.now();
  let passes = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    out.reset();
    for (const bson of documents) run(bson);
    passes += 1;
    elapsed = performance.now() - start;
  }
  return (passes * bytes) / elapsed;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

for (const size of [500, 2000, 20_000]) {
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => BSON.serialize(log(size, index)));
  const bytes = documents.reduce((sum, bson) => sum + bson.length, 0);
  const speeds = ways.map((): number[] => []);
  ways.forEach((way) => measure(way, documents, bytes, 300));
  for (let round = 0; round < rounds; round += 1) {
    ways.forEach((way, index) => speeds[index]!.push(measure(way, documents, bytes, MILLISECONDS_A_ROUND)));
  }
  console.log(`\n${Math.round(bytes / DOCUMENTS)} bytes of BSON a log`);
  const base = median(speeds[0]!);
  ways.forEach(({ name }, index) => {
    const speed = median(speeds[index]!);
    const cells = [
      `${(speed / 1000).toFixed(0)} MB/s`.padStart(10),
      `${((bytes / DOCUMENTS / speed) * 1000).toFixed(2)} µs`.padStart(11),
      `${(speed / base).toFixed(2)}×`.padStart(8),
    ];
    console.log(`  ${name.padEnd(28)}${cells.join('')}`);
  });
}
