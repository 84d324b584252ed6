import { describe, expect, it } from 'vitest';
import { machine } from '../../src/kernel/machine.js';
import { cleanUp } from './after-file.js';
import { ownMachine } from './clocks.js';

describe('the clocks that a file sets', () => {
  it('are another file’s again after it, which the same worker runs', async () => {
    const ahead = () => Math.round((machine.wall() - Date.now()) / 1_000);
    const first = ownMachine();
    expect(ownMachine()).toBe(first);
    first.shift(50_000);
    expect(ahead()).toBe(50);
    await cleanUp();
    expect(ahead()).toBe(0);
    const second = ownMachine();
    second.shift(70_000);
    expect(ahead()).toBe(70);
    first.shift(90_000);
    expect(ahead(), 'of a file that has ended').toBe(70);
  });
});
