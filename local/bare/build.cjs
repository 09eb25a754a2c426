'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { withLock } = require('./lock.cjs');
const { npmCommand } = require('./packages.cjs');
const { run } = require('./run.cjs');
const { Sentence } = require('./sentence.cjs');

/** The files beside src/ that say how it is built. */
const SETTINGS = /^(package(-lock)?|tsconfig.*)\.json$|^vite\.config\./;

/** A digest of all that the build reads: contents and names, so that a checkout's new file times alone rebuild nothing. */
function sourceDigest(root) {
  const hash = crypto.createHash('sha256');
  const sources = fs.readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = sources.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const settings = fs.readdirSync(root).filter((name) => SETTINGS.test(name));
  for (const file of [...settings.sort().map((name) => path.join(root, name)), ...files.sort()]) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether dist/ was built from what src/ holds now. */
function buildIsCurrent(root, digest = sourceDigest(root)) {
  const stamp = path.join(root, 'dist', '.built-from');
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest;
}

/** Runs `npm run build` where dist/ is missing or older than src/. */
async function build(root) {
  if (buildIsCurrent(root)) return;
  await withLock(path.join(root, '.local', 'build.lock'), async () => {
    // Taken before the build: what changes while it runs is built the next time.
    const digest = sourceDigest(root);
    if (buildIsCurrent(root, digest)) return;
    console.error('Building …');
    const [npm, ...args] = npmCommand();
    const { code } = await run(npm, [...args, 'run', '--silent', 'build'], { cwd: root, stdout: 'stderr' });
    if (code !== 0)
      throw new Sentence(
        `The build failed (npm run build ended with code ${code}); the compiler's messages are above.`,
      );
    fs.writeFileSync(path.join(root, 'dist', '.built-from'), digest);
  });
}

module.exports = { build, buildIsCurrent, sourceDigest };
