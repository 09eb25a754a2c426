'use strict';
const { TestEnvironment } = require('jest-environment-node');

/**
 * The AWS client asks whether what Node's own modules throw is an `Error`. In jest's usual environment it is one of
 * another realm, and the client wraps it without its code.
 */
module.exports = class OneRealm extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global.Error = Error;
  }
};
