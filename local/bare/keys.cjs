'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { isAlive } = require('./lock.cjs');
const { run } = require('./run.cjs');

/** The variables that point the keys command at the stack which `npm start` runs here, unless the caller points elsewhere. */
function keysEnvironment(root, env) {
  if (env.MONGO_DB_CONNECTION_URL) return env;
  const file = path.join(root, '.local', 'stack.json');
  if (!fs.existsSync(file)) return env;
  const stack = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!isAlive(stack.pids.api)) return env;
  return {
    ...env,
    MONGO_DB_CONNECTION_URL: stack.mongoUrl,
    MONGO_DATABASE: stack.mongoDatabase,
    MONGO_COLLECTION_NAME: stack.mongoCollection,
    GCS_BUCKET: stack.gcsBucket,
  };
}

/** Runs the keys command and resolves to its exit code. */
async function keys(root, args) {
  const { code } = await run(process.execPath, [path.join(root, 'dist', 'cli', 'keys.js'), ...args], {
    env: keysEnvironment(root, process.env),
  });
  return code;
}

module.exports = { keys, keysEnvironment };
