import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type Receiver, startReceiver } from '../support/receiver';
import { axeViolations, requestData, sidewaysScroll, signIn, startSite, type Site } from './support';

let receiver: Receiver;
let site: Site;
beforeAll(async () => {
  receiver = await startReceiver();
  const variables = { WEBHOOK_SECRET_KEYS: randomBytes(32).toString('base64'), WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
  site = await startSite({ variables });
});
afterAll(async () => {
  await site.stop();
  await receiver.stop();
});

test('a webhook is added, tested, looked at, sent to again, disabled, given a new secret and deleted', async () => {
  const { page, faults, origins } = await site.visit();
  await signIn(page, await site.stack.client());
  const dialog = await requestData(page);
  const hint = dialog.getByRole('link', { name: 'add a webhook' });
  const [opened] = await Promise.all([page.waitForEvent('popup'), hint.click()]);
  await opened.getByText('No webhooks yet').waitFor();
  await opened.close();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('No webhooks yet').waitFor();

  await page.getByRole('button', { name: 'Add webhook' }).click();
  const adding = page.getByRole('dialog', { name: 'Add webhook' });
  await adding.getByLabel('URL').fill('https://half.example/');
  await page.keyboard.press('Escape');
  const question = page.getByRole('alertdialog', { name: 'Discard your changes?' });
  await question.getByRole('button', { name: 'Discard' }).click();
  await adding.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await adding.getByLabel('URL').fill('https://10.0.0.1/hook');
  await adding.getByRole('button', { name: 'Add webhook' }).click();
  await adding.getByRole('alert').getByText('public addresses only').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await adding.getByLabel('URL').fill(receiver.url());
  await adding.getByRole('button', { name: 'Add webhook' }).click();
  const shown = page.getByRole('alertdialog', { name: 'Copy the secret' });
  const secret = await shown.getByText(/^whsec_/).innerText();
  await shown.getByRole('button', { name: 'I have copied it' }).click();

  receiver.answer((_, response) => void response.writeHead(500).end('<b>not</b> today'));
  const card = page.getByRole('region', { name: receiver.url() });
  await card.getByRole('button', { name: 'Send test event' }).click();
  await card.getByText('<b>not</b> today').waitFor();
  await card.getByText(/Answered 500 after/).waitFor();
  new Webhook(secret).verify(receiver.received[0]!.body, receiver.received[0]!.headers as Record<string, string>);
  expect(await axeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await sidewaysScroll(page)).toBe(0);

  receiver.answer((_, response) => void response.end());
  await card.getByRole('button', { name: 'Send again' }).click();
  await card.getByText('delivered').waitFor();

  await card.getByRole('button', { name: 'Disable' }).click();
  await card.getByText('Disabled by request.').waitFor();
  await card.getByRole('button', { name: 'Enable' }).click();
  await card.getByRole('button', { name: 'Disable' }).waitFor();

  await card.getByRole('button', { name: 'New secret' }).click();
  await page
    .getByRole('alertdialog', { name: 'Make a new secret?' })
    .getByRole('button', { name: 'New secret' })
    .click();
  const renewed = page.getByRole('alertdialog', { name: 'Copy the secret' });
  expect(await renewed.getByText(/^whsec_/).innerText()).not.toBe(secret);
  await renewed.getByRole('button', { name: 'I have copied it' }).click();

  await page.getByRole('link', { name: 'Exports', exact: true }).click();
  await requestData(page);
  expect(await hint.count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await card.getByRole('button', { name: /^Delete the webhook/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No webhooks yet').waitFor();
  expect(faults).toEqual([]);
  expect([...origins]).toEqual([site.url]);
});
