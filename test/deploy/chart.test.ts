/**
 * The Helm chart. What it makes of the examples is kept under golden/; where a change of it is meant:
 * `UPDATE_GOLDEN=1 npx jest test/deploy/chart`, and look at the difference before committing it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { version } from '../../src/process/version';
import { settings } from '../../src/config';
import { chartDir, exampleValues, type KubernetesObject, lintChart, readYaml, renderChart } from './support/chart';
import { customResources } from './support/custom-resources';
import { runScript } from './support/tools';

const cases = {
  minimal: ['minimal'],
  gke: ['gke'],
  eks: ['eks'],
  aks: ['aks'],
  'temporal-cloud': ['temporal-cloud'],
  'temporal-cloud-api-key': ['minimal', 'temporal-cloud-api-key'],
};
const goldenFile = (name: string) => path.join(__dirname, 'golden', `${name}.yaml`);
const golden = (name: string) =>
  parseAllDocuments(readFileSync(goldenFile(name), 'utf8')).map((document) => document.toJS() as KubernetesObject);

const find = <T = unknown>(objects: KubernetesObject[], kind: string, name: string) =>
  objects.find(
    (object) => object.kind === kind && object.metadata.name === (name ? `logs-export-${name}` : 'logs-export'),
  ) as KubernetesObject & T;

interface Deployment {
  spec: {
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        serviceAccountName: string;
        terminationGracePeriodSeconds: number;
        containers: {
          env?: { name: string; valueFrom: Record<string, unknown> }[];
          startupProbe: { periodSeconds: number; failureThreshold: number };
        }[];
      };
    };
  };
}

interface NetworkPolicy {
  spec: {
    ingress: { from?: { podSelector?: { matchLabels: Record<string, string> } }[] }[];
    egress: { ports: { port: number }[]; to?: { ipBlock: { cidr: string } }[] }[];
  };
}

describe.each(Object.entries(cases))('%s', (name, examples) => {
  const values = exampleValues(...examples);

  test('is linted without a warning', async () => {
    expect(await lintChart(values)).toEqual([]);
  });

  test('renders what is kept under golden/', async () => {
    const rendered = await renderChart(values);
    const text = rendered.map((object) => stringify(object, { lineWidth: 120 })).join('---\n');
    if (process.env.UPDATE_GOLDEN) writeFileSync(goldenFile(name), text);
    expect(rendered).toEqual(golden(name));
  });

  test.each(['1.30.0', '1.34.0', '1.37.0'])('is valid for Kubernetes %s', async (kubernetes) => {
    const objects = golden(name).filter(({ kind }) => !(kind in customResources));
    expect(objects.length).toBeGreaterThan(8);
    expect(await runScript('validate.py', { version: kubernetes, objects })).toEqual([]);
  });

  test('has custom resources as their operators take them', () => {
    for (const object of golden(name)) expect(() => customResources[object.kind]?.parse(object)).not.toThrow();
  });

  test('its pods run as the image does, with nothing that they do not need', () => {
    const pods = golden(name).filter(({ kind }) => kind === 'Deployment');
    expect(pods).toHaveLength(2);
    for (const { spec } of pods as unknown as { spec: { template: { spec: object } } }[]) {
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { requests: {}, limits: {} },
          },
        ],
      });
    }
  });
});

test('the checks of the schemas can fail', async () => {
  const [object] = golden('minimal').filter(({ kind }) => kind === 'Deployment');
  const wrong = { ...object, spec: { ...(object!.spec as object), replica: 2 } };
  const faults = await runScript<string[]>('validate.py', { version: '1.34.0', objects: [wrong] });
  expect(faults).toEqual([expect.stringContaining('replica')]);
});

const ref = { key: 'logs-export' };
const keda = (more: object) => ({ worker: { autoscaling: { keda: { enabled: true, ...more } } } });
const refused: [what: string, values: Record<string, unknown>, says: RegExp][] = [
  ['no source of the log store', { secret: { existingSecret: '' } }, /MONGO_DB_CONNECTION_URL has no source/],
  ['no database', { config: { GCS_BUCKET: 'b' } }, /MONGO_DATABASE is not set/],
  ['no bucket', { config: { MONGO_DATABASE: 'd' } }, /GCS_BUCKET is not set/],
  [
    'S3 without its region',
    { config: { MONGO_DATABASE: 'd', STORAGE: 's3', S3_BUCKET: 'b' } },
    /AWS_REGION is not set/,
  ],
  [
    'Azure without its container',
    { config: { MONGO_DATABASE: 'd', STORAGE: 'azure', AZURE_STORAGE_ACCOUNT: 'example' } },
    /AZURE_STORAGE_CONTAINER is not set/,
  ],
  [
    'an external Secret without the log store',
    { secret: { external: { enabled: true, storeRef: { name: 'vault' }, remoteRefs: { TEMPORAL_API_KEY: ref } } } },
    /MONGO_DB_CONNECTION_URL has no source/,
  ],
  [
    'an API key for KEDA without a Secret',
    { logStore: { existingSecret: 'gateway' }, secret: {}, ...keda({ useApiKey: true }) },
    /TEMPORAL_API_KEY has no source/,
  ],
  [
    "KEDA with the server's TLS alone",
    { config: { MONGO_DATABASE: 'd', GCS_BUCKET: 'b', TEMPORAL_ADDRESS: 't:7233', TEMPORAL_TLS: true }, ...keda({}) },
    /KEDA uses TLS only with/,
  ],
  ['a variable that is none', { config: { MONGO_DATABSE: 'd' } }, /MONGO_DATABSE/],
  ['a value that is none', { replicas: 3 }, /replicas/],
  ['a wrong type', { api: { replicas: 'two' } }, /replicas/],
];
test.each(refused)('%s is refused by name', async (_, values, says) => {
  await expect(renderChart({ ...exampleValues('minimal'), ...values })).rejects.toThrow(says);
});

describe.each([undefined, 300])('a worker whose seconds are set to %s', (seconds) => {
  const inPod = async (setting: keyof typeof settings) => {
    const { config } = exampleValues('minimal') as { config: object };
    const values = { ...exampleValues('minimal'), config: { ...config, [setting]: seconds ?? '' } };
    const { spec } = find<Deployment>(await renderChart(values), 'Deployment', 'worker').spec.template;
    return { spec, taken: seconds ?? Number((settings[setting] as { default: string }).default) };
  };

  test('gets more time to stop than it takes', async () => {
    const { spec, taken } = await inPod('WORKER_GRACE_SECONDS');
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(taken);
  });

  test('gets more time to start than it waits for its engines', async () => {
    const { spec, taken } = await inPod('START_WITHIN_SECONDS');
    const { periodSeconds, failureThreshold } = spec.containers[0]!.startupProbe;
    expect(periodSeconds * failureThreshold).toBeGreaterThan(taken);
  });
});

test('a log store in a Secret and a ConfigMap: the URL comes from the first, the rest from the second', async () => {
  const values = { ...exampleValues('minimal'), logStore: { existingSecret: 'secret', existingConfigMap: 'plain' } };
  const { spec } = find<Deployment>(await renderChart(values), 'Deployment', 'api').spec.template;
  expect(spec.containers[0]!.env!.map(({ name, valueFrom }) => [name, ...Object.entries(valueFrom)[0]!])).toEqual([
    ['MONGO_DB_CONNECTION_URL', 'secretKeyRef', expect.objectContaining({ name: 'secret' })],
    ['MONGO_DATABASE', 'configMapKeyRef', expect.objectContaining({ name: 'plain' })],
    ['MONGO_COLLECTION_NAME', 'configMapKeyRef', expect.objectContaining({ name: 'plain' })],
  ]);
});

test('where few may reach the API, Prometheus and the pod of `helm test` may', () => {
  const { apiFrom, metricsFrom } = exampleValues('gke').networkPolicy as { apiFrom: object[]; metricsFrom: object[] };
  const { from } = find<NetworkPolicy>(golden('gke'), 'NetworkPolicy', 'api').spec.ingress[0]!;
  expect(from!.slice(0, -1)).toEqual([...apiFrom, ...metricsFrom]);
  const { podSelector } = from!.at(-1)!;
  expect(find(golden('gke'), 'Pod', 'ready').metadata.labels).toMatchObject(podSelector!.matchLabels);
});

test.each([
  ['eks', 'eks.amazonaws.com/role-arn', ['169.254.169.254/32', '169.254.170.23/32']],
  ['aks', 'azure.workload.identity/client-id', ['169.254.169.254/32']],
])('on %s the pods reach their cloud as the identity of their service account', (name, annotation, metadataServers) => {
  const account = find(golden(name), 'ServiceAccount', '');
  expect(account.metadata.annotations).toHaveProperty([annotation]);
  for (const component of ['api', 'worker']) {
    const { metadata, spec } = find<Deployment>(golden(name), 'Deployment', component).spec.template;
    expect(spec.serviceAccountName).toBe(account.metadata.name);
    expect(metadata.labels['azure.workload.identity/use']).toBe(name === 'aks' ? 'true' : undefined);
    const { egress } = find<NetworkPolicy>(golden(name), 'NetworkPolicy', component).spec;
    // AWS STS, Microsoft Entra and both stores are reached by HTTPS.
    expect(egress[0]!.ports.map(({ port }) => port)).toContain(443);
    expect(egress[1]!.to!.map(({ ipBlock }) => ipBlock.cidr)).toEqual(metadataServers);
  }
});

test('the ports of all that the settings name are let out', async () => {
  const { config } = exampleValues('minimal') as { config: object };
  const addresses = {
    TEMPORAL_ADDRESS: 'temporal.example.com:7234',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces',
    GCS_API_ENDPOINT: 'https://storage.example.com',
    IAM_CREDENTIALS_ENDPOINT: 'http://credentials.example.com/',
    S3_ENDPOINT: 'https://minio.example.com:9000',
    AZURE_STORAGE_SERVICE_ENDPOINT: 'https://example.blob.core.usgovcloudapi.net',
  };
  const rendered = await renderChart({ ...exampleValues('minimal'), config: { ...config, ...addresses } });
  for (const component of ['api', 'worker']) {
    const { egress } = find<NetworkPolicy>(rendered, 'NetworkPolicy', component).spec;
    expect(egress[0]!.ports.map(({ port }) => port)).toEqual([53, 53, 443, 27017, 7234, 4317, 4318, 80, 9000]);
  }
});

test('the chart has the version of the service', () => {
  const chart = readYaml<{ version: string; appVersion: string }>(path.join(chartDir, 'Chart.yaml'));
  expect(chart).toMatchObject({ version, appVersion: version });
});
