import { type History, outsideActivities, stepTimes } from '../../bench/history';

const history: History = {
  whole: [1_000, 2_000],
  activities: [
    { name: 'plan', ran: [1_050, 1_250] },
    { name: 'writeBatch', ran: [1_270, 1_400] },
    { name: 'writeBatch', ran: [1_300, 1_360] },
    { name: 'writeBatch', ran: [1_420, 1_600] },
    { name: 'composeFile', ran: [1_630, 1_930] },
    { name: 'finish', ran: [1_940, 1_990] },
  ],
};

test('a step lasts from the start of its first activity to the end of its last; the rest is what is left', () => {
  const times = stepTimes(history);
  expect(times).toEqual({ plan: 200, batches: 330, compose: 300, settle: 50, 'the rest: Temporal, waiting': 120 });
  expect(Object.values(times).reduce((sum, ms) => sum + ms)).toBe(1_000);
});

test('the moment between two batches is no activity’s', () => {
  expect(outsideActivities(history)).toBe(140);
});
