/**
 * A text that is plainly a number: what JSON takes for one. As it stands here, JavaScript and MongoDB read it alike
 * (MongoDB's `$` also ends before a line feed).
 */
export const numberText = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\s\S])/;
