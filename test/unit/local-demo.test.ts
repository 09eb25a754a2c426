import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkFile } from '../../local/demo/check-file';
import { expectedLine, requestedFields } from '../../local/demo/expected-line';
import { parseDemoOptions } from '../../local/demo/options';
import { sampleLog } from '../../local/demo/sample-log';

describe('--logs', () => {
  it('is 5000 where it is left out', () => {
    expect(parseDemoOptions([])).toEqual({ logs: 5_000 });
    expect(parseDemoOptions(['--logs', '1000000'])).toEqual({ logs: 1_000_000 });
  });

  it.each(['0', '1000001', '-3', '1e3', '2.5', 'many', ''])('refuses "%s"', (value) => {
    expect(() => parseDemoOptions([`--logs=${value}`])).toThrow(
      `--logs is "${value}": give a whole number from 1 to 1000000`,
    );
  });

  it('refuses what it does not know', () => {
    expect(() => parseDemoOptions(['--log', '3'])).toThrow(/Unknown option '--log'\..* Usage: npm run demo/);
  });
});

describe('the sample logs', () => {
  it('are the same each time, and vary', () => {
    const logs = Array.from({ length: 300 }, (_, index) => sampleLog(index));
    expect(logs).toEqual(Array.from({ length: 300 }, (_, index) => sampleLog(index)));
    expect(new Set(logs.map((log) => JSON.stringify(log))).size).toBe(300);
    expect(new Set(logs.map((log) => log.request.provider)).size).toBeGreaterThan(3);
    expect(new Set(logs.map((log) => log.response.status))).toEqual(new Set([200, 429, 500]));
    expect(JSON.stringify(logs)).toMatch(/[\u3040-\u30ff].*\u{1F3D6}/su);
  });
});

describe('the check of the file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logs-export-demo-'));
  const file = path.join(folder, 'file.jsonl');
  const ids = Array.from({ length: 40 }, (_, index) => `log-${String(index).padStart(3, '0')}`);
  type Line = Record<string, unknown>;
  const line = (index: number): Line => {
    const values: Line = {
      ...expectedLine(index),
      id: ids[index],
      created_at: `2026-03-09T10:15:${10 + Math.floor(index / 10)}.000Z`,
    };
    return Object.fromEntries(requestedFields.map((field) => [field, values[field]]));
  };
  const check = (lines: Line[]) => {
    writeFileSync(file, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    return checkFile(file, ids);
  };
  const good = () => ids.map((_, index) => line(index));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('passes a file with every log once, in order, and returns its first line', async () => {
    expect(await check(good())).toBe(JSON.stringify(line(0)));
  });

  it.each<[string, (lines: Line[]) => Line[], RegExp]>([
    ['a missing log', (lines) => lines.toSpliced(7, 1), /^1 of 40 logs are missing.*log-007/],
    ['a doubled log', (lines) => lines.toSpliced(7, 0, line(7)), /^Line 9 .*older/],
    ['a foreign log', (lines) => lines.with(39, { ...line(39), id: 'other' }), /^Line 40 .*never sent.*"other"/],
    ['two swapped logs', (lines) => lines.with(3, line(4)).with(4, line(3)), /^Line 5 .*older/],
    ['a changed value', (lines) => lines.with(5, { ...line(5), status_code: 404 }), /^Line 6 .*another status_code/],
    ['a null for a value', (lines) => lines.with(5, { ...line(5), metadata: null }), /^Line 6 .*another metadata/],
    [
      'a missing field',
      (lines) => lines.with(5, { id: ids[5], created_at: line(5).created_at }),
      /^Line 6 .*has the fields/,
    ],
  ])('fails on %s', async (_name, spoil, message) => {
    await expect(check(spoil(good()))).rejects.toThrow(message);
  });

  it('fails on what is no JSON, and on an empty file', async () => {
    writeFileSync(file, '{"id":\n');
    await expect(checkFile(file, ids)).rejects.toThrow('Line 1');
    await expect(check([])).rejects.toThrow('40 of 40 logs are missing');
  });
});
