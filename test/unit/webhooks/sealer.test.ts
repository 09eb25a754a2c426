import { randomBytes } from 'node:crypto';
import { createSealer } from '../../../src/webhooks/sealer';

const [first, second] = [randomBytes(32), randomBytes(32)];

test('what is sealed is opened again, by its owner alone, and never looks the same', () => {
  const sealer = createSealer([first])!;
  const sealed = sealer.seal('whsec_x', 'webhook-1');
  expect(sealed).not.toContain('whsec_x');
  expect(sealer.seal('whsec_x', 'webhook-1')).not.toBe(sealed);
  expect(sealer.open(sealed, 'webhook-1')).toBe('whsec_x');
  expect(() => sealer.open(sealed, 'webhook-2')).toThrow();
});

test('a changed byte is noticed', () => {
  const sealer = createSealer([first])!;
  const [name, written] = sealer.seal('whsec_x', 'webhook-1').split(':') as [string, string];
  const bytes = Buffer.from(written, 'base64');
  bytes[14]! ^= 1;
  expect(() => sealer.open(`${name}:${bytes.toString('base64')}`, 'webhook-1')).toThrow();
});

test('a new key in front seals; the old one opens until it is taken away', () => {
  const sealed = createSealer([first])!.seal('whsec_x', 'webhook-1');
  const both = createSealer([second, first])!;
  expect(both.open(sealed, 'webhook-1')).toBe('whsec_x');
  const resealed = both.seal('whsec_x', 'webhook-1');
  const afterwards = createSealer([second])!;
  expect(afterwards.open(resealed, 'webhook-1')).toBe('whsec_x');
  expect(() => afterwards.open(sealed, 'webhook-1')).toThrow('is not in WEBHOOK_SECRET_KEYS');
});

test('without a key there is none', () => {
  expect(createSealer([])).toBeNull();
});
