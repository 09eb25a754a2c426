import type { ScheduleAnswer } from '../../src/contract/schedules';
import type { ApiClient } from '../support/client';
import { axeViolations, focusOn, row, sidewaysScroll, signIn, startSite, type Site } from './support';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

let site: Site;
beforeAll(async () => {
  site = await startSite({ variables: { GCS_ORGANISATION_BUCKETS: 'broken=no-such-bucket' } });
});
afterAll(() => site.stop());

const only = async (client: ApiClient) =>
  (await client.send<{ data: ScheduleAnswer[] }>('GET', '/v1/logs/schedules')).body.data[0]!;
const hourly = (more: object) => ({
  name: 'Hourly, for billing',
  export: { filters: {}, requested_data: ['id'] },
  every: 'hour',
  settle_minutes: 0,
  recheck_hours: 0,
  ...more,
});

test('a schedule is made in Request Data, edited, paused and resumed, with the keyboard alone', async () => {
  const client = await site.stack.client({ workspace: 'made-here' });
  const { page, faults } = await site.visit({ timezoneId: 'America/New_York' });
  await signIn(page, client);
  await page.getByRole('link', { name: 'Schedules' }).press('Enter');
  await page.getByText('No schedules yet').waitFor();
  expect(await axeViolations(page)).toEqual([]);

  await page.getByRole('button', { name: 'New schedule' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await focusOn(page, dialog.getByLabel('Name', { exact: true }));
  await page.keyboard.type('Costs of the week');
  await dialog.getByRole('radio', { name: 'Every day' }).press('ArrowRight');
  await focusOn(page, dialog.getByRole('radio', { name: 'Every week' }));
  await dialog.getByLabel('Day of the week').selectOption('Tuesday');
  await dialog.getByLabel('Time', { exact: true }).fill('06:30');
  expect(await dialog.getByLabel('Time zone').inputValue()).toBe('America/New_York');
  await dialog.getByLabel('Time zone').fill('Mars');
  await dialog.getByText('Enter a time zone such as Europe/Berlin or UTC.').waitFor();
  await dialog.getByLabel('Time zone').fill('Europe/Berlin');
  await dialog.getByText(/^First window: .*\(America\/New_York\)\. It is exported at /).waitFor();
  await dialog.getByText('Of the latest full window.').waitFor();
  expect(await dialog.getByText('Last 24 hours').count()).toBe(0);
  await dialog.getByText('In this export').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Create schedule' }).press('Enter');

  const card = page.getByRole('region', { name: 'Costs of the week' });
  await card.getByText(/^Every Tuesday at 06:30 \(Europe\/Berlin\) · JSON lines/).waitFor();
  await card.getByText('Active').waitFor();
  expect(await card.getByText(/\(America\/New_York\)/).count()).toBeGreaterThan(0);
  expect(await only(client)).toMatchObject({
    name: 'Costs of the week',
    every: 'week',
    at: { day_of_week: 2, hour: 6, minute: 30 },
    timezone: 'Europe/Berlin',
    settle_minutes: 10,
    export: { filters: {} },
  });

  await card.getByRole('button', { name: 'More actions for Costs of the week' }).press('Enter');
  await focusOn(page, page.getByRole('menuitem', { name: 'Run now' }));
  await page.getByRole('menuitem', { name: 'Edit' }).press('Enter');
  const editing = page.getByRole('dialog', { name: 'Edit schedule' });
  expect(await editing.getByRole('radio', { name: 'Does not repeat' }).count()).toBe(0);
  await editing.getByLabel('Name', { exact: true }).fill('Costs of the month');
  await editing.getByRole('radio', { name: 'Every week' }).press('ArrowRight');
  await editing.getByLabel('Day of the month').fill('31');
  await editing.getByRole('button', { name: 'Save changes' }).press('Enter');
  const renamed = page.getByRole('region', { name: 'Costs of the month' });
  await renamed.getByText(/^Every month on day 31, or the last one, at 06:30/).waitFor();

  await renamed.getByRole('button', { name: 'Pause' }).press('Enter');
  await renamed.getByText('Exported when the schedule is resumed').waitFor();
  await focusOn(page, renamed.getByRole('button', { name: 'Resume' }));
  expect((await only(client)).status).toBe('paused');
  await page.keyboard.press('Enter');
  await renamed.getByText('Active').waitFor();
  expect(faults).toEqual([]);
});

test('windows are backfilled; the way leads to their exports and back; deleting keeps them', async () => {
  const client = await site.stack.client({ workspace: 'windows' });
  await client.send('POST', '/v1/logs/schedules', hourly({ start_at: hoursAgo(2), timezone: 'Europe/Berlin' }));
  const { page, faults } = await site.visit({ timezoneId: 'UTC' });
  await signIn(page, client);
  await page.getByRole('link', { name: 'Schedules' }).click();
  const card = page.getByRole('region', { name: 'Hourly, for billing' });
  await card.getByText(/^Every hour at :00 \(Europe\/Berlin\)/).waitFor();
  await card.getByText(/^Success/).waitFor();

  await card.getByRole('button', { name: /^More actions/ }).click();
  await page.getByRole('menuitem', { name: 'Backfill' }).click();
  const asking = page.getByRole('dialog', { name: 'Backfill earlier windows' });
  await asking.getByLabel('From').fill('2026-03-01');
  await page.keyboard.press('Escape');
  const discarding = page.getByRole('alertdialog', { name: 'Discard your changes?' });
  await discarding.getByRole('button', { name: 'Keep editing' }).click();
  await asking.getByText('Dates in Europe/Berlin.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  const weeksAgo = hoursAgo(20 * 24).slice(0, 10);
  await asking.getByLabel('From').fill(weeksAgo);
  await asking.getByRole('button', { name: 'Start backfill' }).click();
  await page.getByText('Backfill started.').waitFor();
  await card.getByRole('button', { name: 'Stop backfill' }).click();
  await page.getByText('Backfill stopped. What it exported stays.').waitFor();
  await card.getByRole('button', { name: 'Stop backfill' }).waitFor({ state: 'detached' });

  await card.getByRole('button', { name: /^More actions/ }).click();
  await page.getByRole('menuitem', { name: 'Run now' }).click();
  await page.getByText('Windows that are over are exported now.').waitFor();

  await card.getByRole('link', { name: 'Show exports' }).click();
  await page.getByText(/exports found$/).waitFor();
  expect(page.url()).toContain('schedule=');
  await page.getByRole('row').getByRole('link', { name: 'Hourly, for billing' }).first().click();
  await page
    .getByRole('region', { name: 'Contents' })
    .getByText(/\(Europe\/Berlin\)$/)
    .waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('region', { name: 'Contents' }).getByRole('link', { name: 'Hourly, for billing' }).click();
  await page.getByRole('heading', { name: 'Schedule', exact: true }).waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  // Two lines, not three.
  expect((await page.getByRole('banner').boundingBox())!.height).toBeLessThan(96);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await sidewaysScroll(page)).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
  await card.getByRole('button', { name: /^More actions/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this schedule?' });
  await question.getByText(/Its exports and their files stay/).waitFor();
  await question.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No schedules yet').waitFor();

  await page.getByRole('link', { name: 'Exports', exact: true }).click();
  await row(page, 'Hourly, for billing').first().getByRole('link').click();
  await page.getByRole('region', { name: 'Contents' }).getByText('Deleted').waitFor();
  expect(faults).toEqual([]);
});

test('a schedule whose windows fail says since when, and leads to the failed exports', async () => {
  const client = await site.stack.client({ organisation: 'broken' });
  await client.send('POST', '/v1/logs/schedules', hourly({ start_at: hoursAgo(1) }));
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByRole('link', { name: 'Schedules' }).click();
  const card = page.getByRole('region', { name: 'Hourly, for billing' });
  await card.getByText('Failing', { exact: true }).waitFor();
  await card.getByText(/Failing since/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await card.getByRole('link', { name: 'Show failed exports' }).click();
  await row(page, 'Hourly, for billing')
    .first()
    .getByRole('button', { name: /^Start Again/ })
    .waitFor();
  expect(await page.getByLabel('Status').inputValue()).toBe('failure');
});
