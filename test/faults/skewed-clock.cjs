'use strict';
// Loaded before a process's own code (NODE_OPTIONS=--require): its wall clock is CLOCK_SKEW_MS off, or by what the file
// CLOCK_SKEW_FILE says at the time; its timers are not.
const { readFileSync } = require('node:fs');
const { CLOCK_SKEW_MS, CLOCK_SKEW_FILE } = process.env;
const LOOKED_AT_EACH_MS = 50;

let skew = Number(CLOCK_SKEW_MS ?? 0);
if (CLOCK_SKEW_FILE) {
  const look = () => {
    skew = Number(readFileSync(CLOCK_SKEW_FILE, 'utf8'));
  };
  look();
  setInterval(look, LOOKED_AT_EACH_MS).unref();
}
const RealDate = Date;
const now = () => RealDate.now() + skew;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
