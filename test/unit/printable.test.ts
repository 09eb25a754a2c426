import { printable, printableJson } from '../../src/cli/printable';

test.each(['plain, ü, 漢字, العربية', '👍 👍🏽 ❤️ 🇩🇪', '👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🧑🏽‍🚀 ❤️‍🔥 👨🏿‍⚕️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿'])('prints %s as it is', (text) => {
  expect(printable(text)).toBe(text);
  expect(printableJson(text)).toBe(text);
});

test.each([
  ['\u001b[2J', '\\u{1b}[2J', '\\u001b[2J'],
  ['a\u200db', 'a\\u{200d}b', 'a\\u200db'],
  ['👩\u200d', '👩\\u{200d}', '👩\\u200d'],
  ['👍\u{e0068}\u{e0069}', '👍\\u{e0068}\\u{e0069}', '👍\\udb40\\udc68\\udb40\\udc69'],
  ['🏴\u{e0068}\u{e007f}', '🏴\\u{e0068}\\u{e007f}', '🏴\\udb40\\udc68\\udb40\\udc7f'],
  ['\u202eevil', '\\u{202e}evil', '\\u202eevil'],
])('shows what %j hides', (text, shown, json) => {
  expect(printable(text)).toBe(shown);
  expect(printableJson(text)).toBe(json);
});

test('a flag spelled by tags ends where it ends', () => {
  const wales = '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}';
  expect(printable(`${wales}\u{e0061}`)).toBe(`${wales}\\u{e0061}`);
});
