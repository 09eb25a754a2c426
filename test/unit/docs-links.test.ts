import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../local/paths';

const pages = ['.', 'docs', 'docs/decisions', 'deploy/monitoring'].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name)),
);
const read = (page: string) => readFileSync(path.join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');

/** The names of a page's headings as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, file, anchor]) => {
    const target = file ? path.posix.join(path.dirname(page), file) : page;
    if (!statSync(path.join(root, target), { throwIfNoEntry: false })) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('CONTRIBUTING.md names every folder of src/', () => {
  const folders = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const text = read('CONTRIBUTING.md');
  expect(folders.map(({ name }) => `\`src/${name}/\``).filter((folder) => !text.includes(folder))).toEqual([]);
});
