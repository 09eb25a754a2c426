'use strict';
// A lock file between processes of one machine, named by the process that holds it. Plain Node: it is needed before
// the packages are installed.
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

/** When a process started, where the system tells (Linux): a pid alone may have been given to another process since. */
function startedAt(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid) {
  // 0 and below would ask about whole process groups.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The pid of the live process that holds the lock, or null. */
function lockHolder(file) {
  let content;
  try {
    content = fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const [pid, started] = content.trim().split(' ');
  return isAlive(Number(pid)) && startedAt(Number(pid)) === (started ?? '') ? Number(pid) : null;
}

/** Takes the lock, or returns the pid that holds it. Who has taken it calls `release`. */
function tryLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, `${process.pid} ${startedAt(process.pid)}`);
  try {
    for (;;) {
      try {
        // A link appears whole, with the pid in it, or not at all: nobody ever reads a half-written lock.
        fs.linkSync(mine, file);
        return { release: () => fs.rmSync(file, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = lockHolder(file);
      if (holder !== null) return { holder };
      discardStale(file);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Moves a dead process's lock away first, so that of two who see it only one removes it. */
function discardStale(file) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  try {
    if (lockHolder(aside) !== null) fs.linkSync(aside, file);
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** Runs `work` while holding the lock; waits for as long as another live process has it. */
async function withLock(file, work) {
  let told = false;
  for (;;) {
    const lock = tryLock(file);
    if (lock.release) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) console.error(`Another set-up is at work here (process ${lock.holder}); waiting for it.`);
    told = true;
    await sleep(300);
  }
}

module.exports = { isAlive, lockHolder, tryLock, withLock };
