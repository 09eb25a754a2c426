'use strict';
// What `npm run demo`, `npm start`, `npm run bench`, `npm run keys` and `npm test` call on a bare clone: plain Node, no
// dependencies, installs and builds what is missing, then hands over.
const path = require('node:path');

const root = path.dirname(__dirname);

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Node ${process.versions.node} is too old: this needs Node 20.19 or later (22 or 24 for long-term support).`,
  );
  process.exit(1);
}

/** The `main` of a TypeScript file of this folder, run in this very process: there is no other to pass signals and exit codes to. */
function loadScript(name) {
  const file = path.join(__dirname, `${name}.ts`);
  require('tsx/cjs');
  return require(file).main;
}

async function main([command, ...args]) {
  const { installPackages } = require('./bare/packages.cjs');
  const { build } = require('./bare/build.cjs');
  if (!['demo', 'start', 'bench', 'keys', 'test-setup'].includes(command)) {
    console.error('Usage: node local/bootstrap.cjs demo | start | bench | keys | test-setup [arguments]');
    return 1;
  }
  await installPackages(root);
  if (command === 'test-setup') await loadScript('test-setup')();
  await build(root);
  if (command === 'keys') return require('./bare/keys.cjs').keys(root, args);
  if (command === 'demo' || command === 'start') return loadScript(command)(args);
  if (command === 'bench') return loadScript('../bench/main')(args);
  return 0;
}

requireNode();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const { Sentence } = require('./bare/sentence.cjs');
    console.error(error instanceof Sentence ? error.message : error);
    process.exitCode = 1;
  },
);
