import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from '../../local/bare/lock.cjs';
import { startProcess, type ProcessOptions } from '../../local/engines/process';

const folder = mkdtempSync(path.join(tmpdir(), 'logs-export-process-'));
const logFile = path.join(folder, 'sub', 'it.log');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (script: string, more: Partial<ProcessOptions> = {}) =>
  startProcess({
    name: 'It',
    command: process.execPath,
    args: ['-e', script],
    logFile,
    probe: () =>
      readFileSync(logFile, 'utf8').includes('ready') ? Promise.resolve() : Promise.reject(new Error('silent')),
    readyWithinSeconds: 20,
    ...more,
  });

const sayAndStay = `console.log(process.pid, 'ready'); setInterval(() => {}, 1000);`;
const pidInLog = () => Number(readFileSync(logFile, 'utf8').split(' ')[0]);

it('is ready when its probe says so, and is gone when stop returns', async () => {
  const running = await start(sayAndStay);
  expect(pidInLog()).toBe(running.pid);
  expect(running.stopping).toBe(false);
  await running.stop();
  expect(running.stopping).toBe(true);
  expect(isAlive(running.pid)).toBe(false);
  await running.stop();
});

it('is killed where it does not heed SIGTERM', async () => {
  const running = await start(`process.on('SIGTERM', () => {}); ${sayAndStay}`, { graceSeconds: 0.2 });
  await running.stop();
  expect(await running.ended).toBe('was ended by SIGKILL');
});

it('shows the end of the log when it ends while starting', async () => {
  await expect(start(`console.error('the disk is full'); process.exit(7)`)).rejects.toThrow(
    /^It ended with code 7 while starting.*\n.*the disk is full/,
  );
});

it('is not left running when it does not become ready', async () => {
  const slow = start(sayAndStay.replace('ready', 'late'), { readyWithinSeconds: 1 });
  await expect(slow).rejects.toThrow(/It was not ready after 1 s \(silent\)/);
  expect(isAlive(pidInLog())).toBe(false);
});

it('is stopped when the start is interrupted', async () => {
  const controller = new AbortController();
  const starting = start(sayAndStay.replace('ready', 'late'), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('Ctrl-C')), 500);
  await expect(starting).rejects.toThrow('Ctrl-C');
  expect(isAlive(pidInLog())).toBe(false);
});

it('says so when there is no such program', async () => {
  await expect(start('', { command: path.join(folder, 'nothing') })).rejects.toThrow(
    /^It could not be started: .*ENOENT/,
  );
});
