import { existsSync, readFileSync } from 'node:fs';
import { isAccepted, licencesFile, licencesPage, productionDependencies } from '../../docs/licences';

interface Lock {
  lockfileVersion: number;
  packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

test('the list of licences is up to date (npm run docs:licences)', () => {
  expect(readFileSync(licencesFile, 'utf8')).toBe(licencesPage());
});

test('every production dependency has a licence that we accept', () => {
  expect(productionDependencies().filter(({ licence }) => !isAccepted(licence))).toEqual([]);
});

test('every direct dependency is pinned, and the lock file holds the checksum of every package', () => {
  const { dependencies, devDependencies } = read<Manifest>('package.json');
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const { packages } = read<Lock>('package-lock.json');
  const loose = Object.entries(packages).filter(([path, { integrity, link }]) => path && !link && !integrity);
  expect(loose).toEqual([]);
});

test.each(['SECURITY.md', 'docs/threat-model.md'])('every file that %s names exists', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(/`((?:test|src|docs)\/[\w./-]+|[\w-]+\.(?:md|yml))`/g)];
  expect(named.map(([, file]) => file!).filter((file) => !existsSync(file))).toEqual([]);
});
