'use strict';
// Waits for its standard input to close, which is when the process that started it is gone, and then ends the processes
// and removes the folders that were named to it. See watchdog.ts.
const fs = require('node:fs');
const readline = require('node:readline');
const { setTimeout: sleep } = require('node:timers/promises');
const { isAlive } = require('../bare/lock.cjs');

const GRACE_MS = 5_000;
const pids = new Set();
const folders = new Set();

const orders = {
  guard: (pid) => pids.add(Number(pid)),
  forget: (pid) => pids.delete(Number(pid)),
  remove: (folder) => folders.add(folder),
};

function send(signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      pids.delete(pid);
    }
  }
}

async function end() {
  send('SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while ([...pids].some(isAlive) && Date.now() < deadline) await sleep(100);
  send('SIGKILL');
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const space = line.indexOf(' ');
    orders[line.slice(0, space)]?.(line.slice(space + 1));
  })
  .on('close', () => void end());
