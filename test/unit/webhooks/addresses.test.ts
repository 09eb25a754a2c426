import { loadConfig } from '../../../src/config';
import { createAddresses, isPublic } from '../../../src/webhooks/addresses';

const good = { MONGO_DB_CONNECTION_URL: 'mongodb://db', MONGO_DATABASE: 'd', GCS_BUCKET: 'b' };
const allowing = (hosts: string, found: Record<string, string[]> = {}) => {
  const look = (host: string) =>
    Promise.resolve((found[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  const { WEBHOOK_ALLOWED_HOSTS } = loadConfig({ ...good, WEBHOOK_ALLOWED_HOSTS: hosts });
  return createAddresses(WEBHOOK_ALLOWED_HOSTS, { allowed: look, others: look });
};
const reaches = (hosts: string, url: string, found?: Record<string, string[]>) =>
  allowing(hosts, found)
    .reachable(new URL(url))
    .then(
      (addresses) => addresses.map(({ address }) => address),
      (error: Error) => error.name,
    );

test.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
  '%s is public',
  (address) => {
    expect(isPublic(address)).toBe(true);
  },
);

test.each([
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3'],
  ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1', '203.0.113.1'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1', '2001:db8::1'],
  ...[
    '::ffff:10.0.0.1',
    '::ffff:93.184.215.14',
    '::ffff:0:10.0.0.1',
    '::10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
  ],
  ...['2002:a00:1::1', '2001:0:a00:1::1', '100::1', '5f00::1', '3fff::1', 'no address', ''],
])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each([
  'https://10.0.0.1/x',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'http://93.184.215.14/',
])('%s is refused, however it is written', async (url) => {
  expect(await reaches('', url)).toBe('AddressRefusedError');
});

test('a name is refused where any of its addresses is, and where it has none', async () => {
  const found = { 'good.example': ['93.184.215.14', '2606:4700::1'], 'mixed.example': ['93.184.215.14', '10.0.0.1'] };
  expect(await reaches('', 'https://good.example/', found)).toEqual(found['good.example']);
  expect(await reaches('', 'https://mixed.example/', found)).toBe('AddressRefusedError');
  expect(await reaches('', 'https://none.example/', found)).toBe('UnresolvedError');
  expect(await reaches('', 'http://good.example/', found)).toBe('AddressRefusedError');
});

test('a name or a network that the operator allows is reached, by http too, and nothing beside it', async () => {
  const found = { 'hooks.internal': ['10.9.9.9'], 'other.internal': ['10.9.9.9'], 'inside.example': ['10.1.2.3'] };
  const hosts = 'Hooks.internal,10.1.0.0/16,fd00::/8,192.168.7.7';
  expect(await reaches(hosts, 'http://HOOKS.internal/', found)).toEqual(['10.9.9.9']);
  expect(await reaches(hosts, 'https://other.internal/', found)).toBe('AddressRefusedError');
  expect(await reaches(hosts, 'http://inside.example/', found)).toEqual(['10.1.2.3']);
  expect(await reaches(hosts, 'http://192.168.7.7/')).toEqual(['192.168.7.7']);
  expect(await reaches(hosts, 'http://192.168.7.8/')).toBe('AddressRefusedError');
  expect(await reaches(hosts, 'http://[fd00::1]/')).toEqual(['fd00::1']);
  expect(await reaches(hosts, 'http://93.184.215.14/')).toBe('AddressRefusedError');
});

test('a host that answers otherwise the second time is connected to at what was checked, or not at all', async () => {
  const answers = [['93.184.215.14'], ['10.0.0.1']];
  const look = () => Promise.resolve(answers.shift()!.map((address) => ({ address, family: 4 })));
  const { WEBHOOK_ALLOWED_HOSTS } = loadConfig(good);
  const addresses = createAddresses(WEBHOOK_ALLOWED_HOSTS, { allowed: look, others: look });
  const lookup = addresses.lookupFor(new URL('https://rebinding.example/'));
  const ask = () =>
    new Promise((resolve) =>
      lookup('rebinding.example', { all: true }, (error, found) => resolve(error?.name ?? found)),
    );
  expect(await ask()).toEqual([{ address: '93.184.215.14', family: 4 }]);
  expect(await ask()).toBe('AddressRefusedError');
});
