import { ConfigError, loadConfig, settings } from '../../src/config';

const good = {
  MONGO_DB_CONNECTION_URL: 'mongodb://user:hunter2@db.example.com:27017/?tls=true',
  MONGO_DATABASE: 'gateway',
  GCS_BUCKET: 'exports',
};

function faultsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((line) => line.trim());
  }
  return [];
}

test('what is required is enough, and the rest has its default', () => {
  const config = loadConfig(good);
  expect(config).toMatchObject({
    ...good,
    MONGO_COLLECTION_NAME: 'logs',
    EXPORTS_DB_CONNECTION_URL: undefined,
    TEMPORAL_ADDRESS: 'localhost:7233',
    TEMPORAL_TLS: false,
    PORT: 8_080,
    EXPORT_MAX_LOGS: 50_000,
    EXPORT_LOOKBACK_DAYS: { everyone: null, own: new Map() },
  });
  expect(Object.isFrozen(config)).toBe(true);
  expect(loadConfig({ ...good, PORT: '', MONGO_COLLECTION_NAME: '' })).toEqual(config);
});

test('everything that is wrong is told at once, a line each', () => {
  const faults = faultsOf({ PORT: 'http', SIGNED_URL_SECONDS: '-1' });
  expect(faults[0]).toBe("The configuration can't be used:");
  const named = faults.slice(1).map((line) => line.split(' ')[0]);
  expect(named).toEqual(['MONGO_DB_CONNECTION_URL', 'MONGO_DATABASE', 'GCS_BUCKET', 'SIGNED_URL_SECONDS', 'PORT']);
});

test.each([
  [{ TEMPORAL_TLS_CERT_FILE: __filename }, 'TEMPORAL_TLS_CERT_FILE needs TEMPORAL_TLS_KEY_FILE, its private key.'],
  [{ TEMPORAL_TLS_KEY_FILE: __filename }, 'TEMPORAL_TLS_KEY_FILE needs TEMPORAL_TLS_CERT_FILE, its certificate.'],
  [{ TEMPORAL_TLS_SERVER_NAME: 'temporal' }, 'TEMPORAL_TLS_SERVER_NAME needs TEMPORAL_TLS=true.'],
  [{ GCS_API_ENDPOINT_AUTH: 'true' }, 'GCS_API_ENDPOINT_AUTH needs GCS_API_ENDPOINT.'],
  [{ S3_ENDPOINT: 'http://localhost:9000' }, 'S3_ENDPOINT needs AWS_REGION.'],
  [
    { STORAGE: 'azure', AZURE_STORAGE_CONTAINER: 'c' },
    'STORAGE=azure needs AZURE_STORAGE_ACCOUNT or AZURE_STORAGE_CONNECTION_STRING.',
  ],
  [
    { AZURE_STORAGE_ACCOUNT: 'example', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=example;AccountKey=aGk=' },
    'AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_CONNECTION_STRING exclude each other: set one of them.',
  ],
  [
    { AZURE_STORAGE_SERVICE_ENDPOINT: 'https://e', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=e;AccountKey=aGk=' },
    'AZURE_STORAGE_SERVICE_ENDPOINT needs AZURE_STORAGE_ACCOUNT.',
  ],
])('%j says nothing without another setting, and is refused', (env, fault) => {
  expect(faultsOf({ ...good, ...(env as Record<string, string>) }).slice(1)).toEqual([fault]);
});

test('the store of new exports says what it needs', () => {
  const { GCS_BUCKET: _, ...others } = good;
  const named = (env: Record<string, string>) => faultsOf({ ...others, ...env }).map((line) => line.split(' ')[0]);
  expect(named({ STORAGE: 's3' }).slice(1)).toEqual(['S3_BUCKET', 'AWS_REGION']);
  expect(named({ STORAGE: 's3', S3_BUCKET: 'b', AWS_REGION: 'eu-central-1' })).toEqual([]);
  expect(named({ S3_BUCKET: 'b', AWS_REGION: 'eu-central-1' }).slice(1)).toEqual(['GCS_BUCKET']);
  expect(named({ STORAGE: 'ftp', GCS_BUCKET: 'b' }).slice(1)).toEqual(['STORAGE']);
});

test('a connection string of Azure says where the account is', () => {
  const endpointOf = (more: string) =>
    loadConfig({ ...good, AZURE_STORAGE_CONNECTION_STRING: `AccountName=example;AccountKey=aGk=;${more}` })
      .AZURE_STORAGE_CONNECTION_STRING;
  const account = { name: 'example', key: 'aGk=' };
  expect(endpointOf('')).toEqual({ ...account, endpoint: 'https://example.blob.core.windows.net' });
  const china = 'DefaultEndpointsProtocol=http;EndpointSuffix=core.chinacloudapi.cn';
  expect(endpointOf(china)).toEqual({ ...account, endpoint: 'http://example.blob.core.chinacloudapi.cn' });
  expect(endpointOf('BlobEndpoint=http://local:1/example')).toEqual({ ...account, endpoint: 'http://local:1/example' });
});

test('settings that belong together are taken together', () => {
  const tls = { TEMPORAL_TLS_CERT_FILE: __filename, TEMPORAL_TLS_KEY_FILE: __filename, TEMPORAL_TLS_SERVER_NAME: 't' };
  const gcs = { GCS_API_ENDPOINT: 'http://localhost:4443', GCS_API_ENDPOINT_AUTH: 'true' };
  expect(faultsOf({ ...good, ...tls, ...gcs })).toEqual([]);
});

const wrong: [name: string, values: string[]][] = [
  ['MONGO_DB_CONNECTION_URL', ['db.example.com', 'http://db.example.com', 'mongodb://', 'postgres://hunter2@x']],
  ['EXPORTS_DB_CONNECTION_URL', ['hunter2', 'mongodb+srv:/x']],
  ['TEMPORAL_TLS', ['yes', '1', 'TRUE']],
  ['TEMPORAL_TLS_CA_FILE', ['/no/such/hunter2.pem']],
  ['TEMPORAL_UI_URL', ['localhost:8233', 'ftp://x', 'http://']],
  ['GCS_API_ENDPOINT', ['localhost:4443', 'gs://bucket']],
  ['GCS_API_ENDPOINT_AUTH', ['yes', 'on']],
  ['GCS_SIGNED_URL_HOST', ['storage.googleapis.com', 'gs://bucket']],
  ['IAM_CREDENTIALS_ENDPOINT', ['iamcredentials.googleapis.com']],
  ['GCS_PREFIX', ['/logs', 'logs/', 'a b', '../x/', 'a//b']],
  ['AZURE_STORAGE_ACCOUNT', ['https://hunter2.blob.core.windows.net', 'a_b']],
  ['AZURE_STORAGE_CONNECTION_STRING', ['hunter2', 'AccountName=hunter2', 'UseDevelopmentStorage=true']],
  ['PORT', ['-1', '65536', '80.5', '0x50', '1e3', 'http']],
  ['SIGNED_URL_SECONDS', ['0', '604801', 'soon']],
  ['LOG_LEVEL', ['verbose', 'INFO']],
  ['EXPORT_MAX_LOGS', ['0', '100000001', '50,000']],
  ['EXPORT_LOOKBACK_DAYS', ['-1', 'never', '30,org_a', '30,=5', '30,org_a=x', '30;org_a=5']],
  ['EXPORT_BATCH_LOGS', ['0', '1000000']],
  ['EXPORT_PART_BYTES', ['1', '2000000000']],
  ['HTTP_KEEP_ALIVE_SECONDS', ['0', '3601', 'long']],
  [
    'WEBHOOK_SECRET_KEYS',
    ['hunter2', `${Buffer.alloc(32).toString('base64')},hunter2`, Buffer.alloc(33).toString('base64')],
  ],
  ['WEBHOOK_ALLOWED_HOSTS', ['http://hunter2', 'a b', '10.0.0.0/33', 'hooks.internal;other', '-a']],
  ['EXPORT_TEMPLATES_PER_ORGANISATION', ['0', '1001']],
  ['WEBHOOKS_PER_ORGANISATION', ['0', '1001']],
  ['REQUEST_BODY_BYTES', ['1023', '9999999999']],
];
const cases = wrong.flatMap(([name, values]) => values.map((value) => ({ name, value })));
test.each(cases)('$name=$value is told in a sentence that names it and not the value', ({ name, value }) => {
  const [, sentence, ...more] = faultsOf({ ...good, [name]: value });
  expect(more).toEqual([]);
  expect(sentence).toMatch(new RegExp(`^${name} [^\\n]+\\.$`));
  expect(sentence).not.toContain('hunter2');
});

test.each([
  ['30', 30, []],
  ['all', null, []],
  ['30,org_a=all,org_b=90', 30, [['org_a', null], ['org_b', 90]]], // prettier-ignore
])('EXPORT_LOOKBACK_DAYS=%s', (written, everyone, own) => {
  const { EXPORT_LOOKBACK_DAYS: days } = loadConfig({ ...good, EXPORT_LOOKBACK_DAYS: written });
  expect({ everyone: days.everyone, own: [...days.own] }).toEqual({ everyone, own });
});

test('every setting says what it is, and every default is one that it takes', () => {
  for (const [name, setting] of Object.entries(settings)) {
    expect({ name, described: setting.description.length > 5 }).toEqual({ name, described: true });
    if ('default' in setting) expect(faultsOf({ ...good, [name]: String(setting.default) })).toEqual([]);
  }
});
