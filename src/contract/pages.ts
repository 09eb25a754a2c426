import { z } from 'zod';

/** A whole number as a query carries it: as text. */
const pageNumber = (lowest: number, highest: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z
      .int({ error: ({ code }) => (code === 'invalid_type' ? 'must be a whole number' : undefined) })
      .min(lowest)
      .max(highest),
  );

/** How many items a list holds that may be long. */
export const listTotal = {
  total: z.int().min(0).describe('How many items there are in all.'),
  total_is_minimum: z
    .boolean()
    .describe('There are more than total: beyond 1,000 they are counted as far as the page that is asked for.'),
};

/** How every list is paged. */
export const pageQuery = {
  page_size: pageNumber(1, 1_000).default(100).describe('How many items a page holds.'),
  current_page: pageNumber(0, 1_000_000).default(0).describe('Which page, from 0.'),
};
