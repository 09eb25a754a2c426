'use strict';
const { spawn } = require('node:child_process');

/**
 * Runs a program to its end with this one's signals passed on, and resolves to `{code, stderr}`.
 * `stdout: 'stderr'` keeps a helper's chatter off the standard output of the command that needed it.
 */
function run(command, args, { cwd, env = process.env, stdout = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', stdout === 'stderr' ? 2 : 'inherit', 'pipe'] });
    const forward = (signal) => child.kill(signal);
    const stopForwarding = () => ['SIGINT', 'SIGTERM'].forEach((signal) => process.off(signal, forward));
    ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, forward));
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      stderr = (stderr + chunk).slice(-20_000);
    });
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(signal === 'SIGINT' ? 130 : 143);
      resolve({ code: code ?? 1, stderr });
    });
  });
}

module.exports = { run };
