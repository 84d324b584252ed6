import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Epoch, eventId, Lineage } from '../../src/exchange/index.js';

const idOf = (n: number) => n.toString(16).padStart(8, '0');
const epoch = (n: number, parent: number | null, beganAfter: number): Epoch => ({
  id: idOf(n),
  parent: parent === null ? null : idOf(parent),
  beganAfter,
  beganAt: '2026-01-01T00:00:00.000Z',
  reason: parent === null ? 'FIRST' : 'DECLARED',
  why: '',
});

/** A tree of logs: each is a copy of another one up to a position, and went on by itself. Events are told apart by who wrote them. */
const history = fc
  .array(fc.record({ of: fc.nat(), at: fc.nat(40), more: fc.nat(20) }), { maxLength: 8 })
  .map((steps) => {
    const logs: { events: number[]; lineage: number[] }[] = [
      { events: Array.from({ length: 20 }, () => 0), lineage: [0] },
    ];
    const epochs = [epoch(0, null, 0)];
    for (const [i, { of, at, more }] of steps.entries()) {
      const source = logs[of % logs.length] as (typeof logs)[number];
      const kept = Math.min(at, source.events.length);
      const n = i + 1;
      // A copy that is from before an epoch began does not know of it: its parent is the epoch of its last position.
      const known = source.lineage.filter(
        (e) => e === 0 || (epochs[e] as Epoch).beganAfter < kept || e === source.lineage[0],
      );
      epochs.push(epoch(n, known.at(-1) as number, kept));
      logs.push({
        events: [...source.events.slice(0, kept), ...Array.from({ length: more }, () => n)],
        lineage: [...known, n],
      });
    }
    return { logs, epochs };
  });

describe('the epochs of a log', () => {
  it('say how much somebody has of it who read another copy of it, whatever was copied from what', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), fc.nat(60), ({ logs, epochs }, a, b, upTo) => {
        const mine = logs[a % logs.length] as (typeof logs)[number];
        const theirs = logs[b % logs.length] as (typeof logs)[number];
        const position = Math.min(upTo, theirs.events.length);
        const read = new Lineage(epochs, idOf(theirs.lineage.at(-1) as number)).at(position).id;
        const log = new Lineage(epochs, idOf(mine.lineage.at(-1) as number));
        let same = 0;
        while (same < position && same < mine.events.length && mine.events[same] === theirs.events[same]) same++;
        const common = log.common(read, position) as number;
        // Never more than both have; and all of it, unless the log ends there or two epochs began at one place.
        expect(common).toBeLessThanOrEqual(position);
        expect(Math.min(common, mine.events.length)).toBeLessThanOrEqual(Math.max(same, 0));
        if (read === log.at(position).id && position <= mine.events.length) expect(common).toBe(position);
      }),
    );
  });

  it('know which one a position is of, and nothing of an epoch that is none of theirs', () => {
    const log = new Lineage([epoch(0, null, 0), epoch(1, 0, 225), epoch(2, 0, 240)], idOf(1));
    expect([0, 225, 226, 900].map((p) => log.at(p).id)).toEqual([0, 0, 1, 1].map(idOf));
    expect([log.common(idOf(0), 238), log.common(idOf(0), 225), log.common(idOf(1), 300)]).toEqual([225, 225, 300]);
    expect([log.common(idOf(2), 250), log.common(idOf(9), 1)]).toEqual([225, null]);
  });

  it('tell events apart that have one position', () => {
    const lineage = new Lineage([epoch(0, null, 0), epoch(1, 0, 225)], idOf(1));
    const log = { id: 'x', lineage };
    expect([eventId({ position: 225, log }), eventId({ position: 226, log })]).toEqual(['225', `226.${idOf(1)}`]);
  });
});
