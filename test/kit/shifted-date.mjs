// Loaded before a process of the hub (NODE_OPTIONS=--import): its time of day is ahead by as many milliseconds as a file says, now and
// whenever that changes. What only goes on (performance.now, process.hrtime, timers) is as it is.
import { openSync, readSync } from 'node:fs';

const file = openSync(process.env.CLOCK_SHIFT_FILE, 'r');
const text = Buffer.alloc(32);
let last = 0;

function shift() {
  const said = Number.parseFloat(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)));
  if (Number.isFinite(said)) last = said; // else it is being written
  return last;
}

const Real = Date;
const now = () => Real.now() + shift();
globalThis.Date = new Proxy(Real, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
