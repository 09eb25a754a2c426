'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { withLock } = require('./lock.cjs');
const { run } = require('./run.cjs');
const { Sentence } = require('./sentence.cjs');

const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT/;

/** The packages of a lock file by folder, or none where there is no such file. */
function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes what it has installed into a lock file of its
 * own as its last step, so an install that was cut short, or one for an older lock file, shows as out of date. That the
 * folders are there is looked at too, because `npm install --package-lock-only` rewrites that file and installs nothing.
 */
function packagesAreCurrent(root) {
  const wanted = readLock(path.join(root, 'package-lock.json'));
  const installed = readLock(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([folder, { version, optional, devOptional }]) => {
    if (folder === '') return true;
    // Optional ones are mostly for other machines than this.
    if (!installed[folder]) return optional || devOptional;
    return installed[folder].version === version && fs.existsSync(path.join(root, folder, 'package.json'));
  });
}

/** npm's own script where npm started us, so that the same npm is used; else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script && path.basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm'];
}

/** Runs `npm ci` where node_modules is missing or out of date. */
async function installPackages(root) {
  if (packagesAreCurrent(root)) return;
  await withLock(path.join(root, '.local', 'packages.lock'), async () => {
    if (packagesAreCurrent(root)) return;
    console.error('Installing the packages (npm ci; about a minute the first time) …');
    const [npm, ...args] = npmCommand();
    // tsx and the compiler are development dependencies: they must come even where NODE_ENV is "production".
    const { code, stderr } = await run(npm, [...args, 'ci', '--include=dev', '--no-fund', '--no-audit'], {
      cwd: root,
      stdout: 'stderr',
    });
    if (code === 0) return;
    throw new Sentence(
      UNREACHABLE.test(stderr)
        ? 'The packages could not be installed because npm cannot reach its registry. Check the network, the proxy and `npm config get registry`, then run the same command again.'
        : `The packages could not be installed: npm ci ended with code ${code}, and its own message is above. Mend that, then run the same command again.`,
    );
  });
}

module.exports = { installPackages, npmCommand, packagesAreCurrent };
