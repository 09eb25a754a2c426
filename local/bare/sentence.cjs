'use strict';

/** A fault that a person can mend: its message is the sentence they get, without a stack. */
class Sentence extends Error {}

module.exports = { Sentence };
