'use strict';
// Preloaded into the worker by `npm run bench -- --profile FILE`: SIGWINCH starts a CPU profile, and the next one writes it.
const fs = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');

if (path.basename(process.argv[1] ?? '') === 'worker.js') {
  const session = new Session();
  let isRunning = false;
  session.connect();
  session.post('Profiler.enable');
  process.on('SIGWINCH', () => {
    if (isRunning) {
      session.post('Profiler.stop', (_error, { profile }) => {
        fs.writeFileSync(`${process.env.BENCH_PROFILE}.draft`, JSON.stringify(profile));
        fs.renameSync(`${process.env.BENCH_PROFILE}.draft`, process.env.BENCH_PROFILE);
      });
    } else session.post('Profiler.start');
    isRunning = !isRunning;
  });
}
