import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from '../../../src/webhooks/signature';

const message = { id: 'msg_1', body: '{"type":"export.succeeded","text":"é \\u2028"}' };

test('the published library takes what is signed, with either secret while two sign, and nothing that was changed', () => {
  const [current, earlier, other] = [newSecret(), newSecret(), newSecret()];
  const headers = signedHeaders([current, earlier], message, new Date());
  for (const secret of [current, earlier]) {
    expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body));
  }
  expect(() => new Webhook(other).verify(message.body, headers)).toThrow('No matching signature found');
  expect(() => new Webhook(current).verify(`${message.body} `, headers)).toThrow('No matching signature found');
  expect(() => new Webhook(current).verify(message.body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
});

test('it signs as the published library does', () => {
  const secret = newSecret();
  const at = new Date('2026-03-09T10:15:00.000Z');
  expect(signedHeaders([secret], message, at)['webhook-signature']).toBe(
    new Webhook(secret).sign(message.id, at, message.body),
  );
});

test('a secret has 256 bits', () => {
  const secret = newSecret();
  expect(secret).toMatch(/^whsec_/);
  expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
});
