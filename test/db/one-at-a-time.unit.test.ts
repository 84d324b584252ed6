import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NotOurTurn, oneAtATime } from '../../db/one-at-a-time.js';
import { beganAt } from '../../src/kernel/process-began.js';
import { temporaryFolder } from '../kit/folder.js';

/** No process has this number: it is above what Linux gives. */
const NOBODY = 4_194_305;

describe('one at a time', () => {
  const at = temporaryFolder();

  it('runs one piece of work after another, and leaves nothing behind', async () => {
    const mark = at('turns');
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 5));
      running--;
    };
    await Promise.all(Array.from({ length: 5 }, () => oneAtATime(mark, work)));
    expect(most).toBe(1);
    expect(existsSync(mark)).toBe(false);
  });

  it.each<[what: string, make: (mark: string) => void]>([
    ['is empty, as a full disk left it', (mark) => writeFileSync(mark, '')],
    ['is half written', (mark) => writeFileSync(mark, '\0\0')],
    ['names a process that died', (mark) => writeFileSync(mark, `${NOBODY} 0.5`)],
    ['is of a process that died', (mark) => symlinkSync(`${NOBODY} 17 abc`, mark)],
    ['names a process whose number another has by now', (mark) => symlinkSync(`${process.pid} 1 abc`, mark)],
  ])('takes over a mark that %s', async (what, make) => {
    const mark = at(what);
    make(mark);
    expect(await oneAtATime(mark, async () => 'done')).toBe('done');
  });

  it.each<[what: string, make: (mark: string) => void]>([
    ['now', (mark) => symlinkSync(`${process.pid} ${beganAt(process.pid)} abc`, mark)],
    ['of an earlier version of the hub', (mark) => writeFileSync(mark, `${process.pid} 0.5`)],
  ])('waits for a process that has the turn (%s), and names it where that takes too long', async (what, make) => {
    const mark = at(what);
    make(mark);
    const late = oneAtATime(mark, async () => 'done', 100);
    await expect(late).rejects.toThrow(NotOurTurn);
    await expect(late).rejects.toThrow(`process ${process.pid} is at work on the database (${mark})`);
  });
});
