/** The page is in English: an English visitor's own way of writing dates and numbers, else the common one. */
export const locale = navigator.language.startsWith('en') ? navigator.language : 'en';

export const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
