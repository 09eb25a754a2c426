'use strict';
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The suites that take longest: they mostly wait, for what they have killed, held back or installed. Begun first, they
 * overlap with the others. Without a run before, as in CI, jest would take the largest files for the longest.
 */
const longest = [
  ...['faults/', 'deploy/image', 'cli/doctor', 'replay/takeover', 'cli/commands', 'engines/graceful-stop'],
  ...['engines/slow-start', 'engines/operators-cli', 'security/route-matrix', 'security/schemathesis', 'races/'],
  ...['browser/', 'deploy/', 'api/sdk-python', 'api/engines-down', 'engines/reconnect', 'cli/run', 'unit/query-fuzz'],
];

class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.includes(`/test/${name}`));
      return at < 0 ? longest.length : at;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}
module.exports = LongestFirst;
