/** How many logs an export may hold, until the API has said it: the product's usual limit. */
export const USUAL_LIMIT = 50_000;
