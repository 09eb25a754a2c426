import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockHolder, tryLock, withLock } from '../../local/bare/lock.cjs';

const folder = mkdtempSync(path.join(tmpdir(), 'logs-export-lock-'));
const file = path.join(folder, 'deep', 'a.lock');
const lockModule = path.resolve('local/bare/lock.cjs');

afterEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that takes the lock, says so, and keeps it until its input ends. */
async function otherHolder() {
  const script = `const { tryLock } = require(${JSON.stringify(lockModule)}); console.log(tryLock(${JSON.stringify(file)}).holder ?? 'taken'); process.stdin.resume();`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const said = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  return { pid: child.pid!, said, child, exited };
}

it('is taken once, names its holder, and can be taken again when let go', () => {
  const lock = tryLock(file);
  expect(lockHolder(file)).toBe(process.pid);
  expect(tryLock(file)).toEqual({ holder: process.pid });
  lock.release?.();
  expect(existsSync(file)).toBe(false);
  expect(tryLock(file).release).toBeDefined();
});

it('holds between processes, and counts for nothing once its holder was killed', async () => {
  const other = await otherHolder();
  expect(other.said).toBe('taken');
  expect(tryLock(file)).toEqual({ holder: other.pid });
  other.child.kill('SIGKILL');
  await other.exited;
  expect(lockHolder(file)).toBeNull();
  expect(tryLock(file).release).toBeDefined();
});

it.each(['', 'not a number', '999999999 1'])('counts a lock file that says "%s" as stale', (content) => {
  const lock = tryLock(file);
  lock.release?.();
  writeFileSync(file, content);
  expect(tryLock(file).release).toBeDefined();
});

const onLinux = existsSync('/proc/self/stat') ? it : it.skip;
onLinux('is not fooled by another process that was given the same id', () => {
  tryLock(file).release?.();
  writeFileSync(file, `${process.pid} 1`);
  expect(lockHolder(file)).toBeNull();
});

it('makes one wait for another, and lets go when the work fails', async () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const order: string[] = [];
  const first = withLock(file, async () => {
    order.push('first begins');
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('first fails');
    throw new Error('no');
  });
  const second = withLock(file, () => {
    order.push('second');
  });
  await expect(first).rejects.toThrow('no');
  await second;
  expect(order).toEqual(['first begins', 'first fails', 'second']);
  expect(quiet).toHaveBeenCalledTimes(1);
  quiet.mockRestore();
});
