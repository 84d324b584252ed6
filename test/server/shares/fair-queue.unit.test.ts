import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/kernel/errors.js';
import { Patience } from '../../../src/kernel/patience.js';
import { FairQueue, type Flow, Present } from '../../../src/server/work/fair-queue.js';

/** `name`, or `name of member` where several share the flow. */
const flow = (text: string, weight = 1): Flow => {
  const [name = '', member] = text.split(' of ');
  return { name, weight, ...(member ? { member } : {}) };
};
const limits = (places: number, placesOfOne: number, waiting: number) => ({
  ...{ places, placesOfOne, placesBesideOthers: placesOfOne, waiting },
});
const crowded = () => new Error('crowded');
/** What is promised is settled once all that wait for it have had their turn. */
const settle = () => new Promise(setImmediate);

/** A piece of work that was entered, and what became of it. */
interface Piece {
  of: string;
  fate: 'waits' | 'runs' | 'refused' | 'left' | 'done';
  release?: () => void;
  leave: Patience;
}

function entered(queue: FairQueue, pieces: Piece[], name: string, cost = 1, weight = 1): Piece {
  const piece: Piece = { of: name, fate: 'waits', leave: new Patience() };
  pieces.push(piece);
  const begin = (release: () => void) => {
    piece.fate = 'runs';
    piece.release = release;
  };
  const place = queue.enter(flow(name, weight), cost, piece.leave);
  if (typeof place === 'function') begin(place);
  else
    place.then(begin, (reason) => {
      piece.fate = reason.message === 'crowded' ? 'refused' : 'left';
    });
  return piece;
}

describe('who may work, and who is next', () => {
  it('gives places at once while there are some, and never more than there are, or than one may have', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('enter' as const),
        who: fc.constantFrom('a', 'b', 'c', 'p of 1', 'p of 2', 'p of 3'),
        cost: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ kind: fc.constant('end' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('leave' as const), at: fc.nat() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        // Each look at the clock is long after the last: nobody counts as being about at the same time.
        let clock = 0;
        const later = () => {
          clock += 60_000;
          return clock;
        };
        const queue = new FairQueue(limits(4, 2, 6), crowded, new Present(later));
        const pieces: Piece[] = [];
        const of = (fate: Piece['fate']) => pieces.filter((p) => p.fate === fate);
        const end = (piece: Piece | undefined) => {
          if (!piece?.release) return;
          piece.fate = 'done';
          piece.release();
          piece.release();
        };
        for (const s of steps) {
          if (s.kind === 'enter') entered(queue, pieces, s.who, s.cost);
          else if (s.kind === 'end') end(of('runs')[s.at % Math.max(1, of('runs').length)]);
          else of('waits')[s.at % Math.max(1, of('waits').length)]?.leave.end(new HubError('UNAVAILABLE', 'left'));
          await settle();
          const running = of('runs');
          expect(queue.state).toEqual({ running: running.length, waiting: of('waits').length });
          expect(running.length).toBeLessThanOrEqual(4);
          expect(of('waits').length).toBeLessThanOrEqual(6);
          const flowOf = (p: Piece) => flow(p.of).name;
          for (const name of new Set(pieces.map(flowOf))) {
            const own = running.filter((p) => flowOf(p) === name);
            expect(own.length).toBeLessThanOrEqual(2);
            const members = new Set(pieces.filter((p) => flowOf(p) === name).map((p) => p.of));
            for (const member of members) {
              const most = member.includes(' of ') ? 1 : 2;
              const its = own.filter((p) => p.of === member).length;
              expect(its).toBeLessThanOrEqual(most);
              // Nobody waits who could begin.
              if (running.length < 4 && own.length < 2 && its < most)
                expect(of('waits').filter((p) => p.of === member)).toEqual([]);
            }
          }
        }
        // Whoever was not refused and did not leave has its turn in the end.
        for (let i = 0; i <= pieces.length; i++) {
          for (const piece of of('runs')) end(piece);
          await settle();
        }
        expect(of('waits')).toEqual([]);
        expect(queue.state).toEqual({ running: 0, waiting: 0 });
      }),
    );
  });

  it('lets one who asks for little overtake one who has asked for much, however much of it waits', async () => {
    const queue = new FairQueue(limits(2, 2, 1_000), crowded, new Present());
    const pieces: Piece[] = [];
    for (let i = 0; i < 500; i++) entered(queue, pieces, 'busy', 10);
    const single = entered(queue, pieces, 'bank', 1);
    let ended = 0;
    while (single.fate === 'waits') {
      const running = pieces.find((p) => p.fate === 'runs') as Piece;
      running.fate = 'done';
      running.release?.();
      ended++;
      await settle();
    }
    expect(ended).toBe(1);
  });

  it('gives flows what their weights say, in cost', async () => {
    const queue = new FairQueue(limits(1, 1, 10_000), crowded, new Present());
    const pieces: Piece[] = [];
    for (let i = 0; i < 400; i++) {
      entered(queue, pieces, 'agency', 1, 1);
      entered(queue, pieces, 'dear', 4, 1);
      entered(queue, pieces, 'public', 1, 0.25);
    }
    for (let i = 0; i < 300; i++) {
      await settle();
      const running = pieces.find((p) => p.fate === 'runs') as Piece;
      running.fate = 'done';
      running.release?.();
    }
    const done = (of: string) => pieces.filter((p) => p.of === of && p.fate === 'done').length;
    // An agency's cost stands to another's as 1 to 1, to that of the public as 4 to 1; `dear` pays four for each.
    expect(done('agency') / done('dear')).toBeCloseTo(4, 0);
    expect(done('agency') / done('public')).toBeCloseTo(4, 0);
  });

  it('gives those who share a flow their turns, whoever of them has more waiting', async () => {
    const queue = new FairQueue(limits(1, 1, 1_000), crowded, new Present());
    const pieces: Piece[] = [];
    for (let i = 0; i < 300; i++) entered(queue, pieces, 'public of loud');
    const [first, second] = [entered(queue, pieces, 'public of quiet'), entered(queue, pieces, 'public of quiet')];
    let ended = 0;
    while (second.fate === 'waits') {
      const running = pieces.find((p) => p.fate === 'runs') as Piece;
      running.fate = 'done';
      running.release?.();
      ended++;
      await settle();
    }
    expect(first.fate).toBe('done');
    expect(ended).toBeLessThan(8);
  });

  it('never gives one of those who share a flow more than half of its places', async () => {
    const queue = new FairQueue(limits(8, 4, 1_000), crowded, new Present());
    const pieces: Piece[] = [];
    for (let i = 0; i < 20; i++) entered(queue, pieces, 'public of stuck');
    await settle();
    expect(pieces.filter((p) => p.fate === 'runs')).toHaveLength(2);
    expect(entered(queue, pieces, 'public of other').fate).toBe('waits');
    await settle();
    expect(pieces.at(-1)?.fate).toBe('runs');
  });

  it('gives one flow fewer places while others are about, and all of its own again when they are not', async () => {
    let now = 0;
    const queue = new FairQueue({ ...limits(8, 4, 1_000), placesBesideOthers: 2 }, crowded, new Present(() => now));
    const pieces: Piece[] = [];
    const runs = (of: string) => pieces.filter((p) => p.of === of && p.fate === 'runs');
    const end = async (of: string) => {
      for (const piece of runs(of)) {
        piece.fate = 'done';
        piece.release?.();
      }
      await settle();
    };
    for (let i = 0; i < 50; i++) entered(queue, pieces, 'busy');
    await settle();
    expect(runs('busy')).toHaveLength(4);
    entered(queue, pieces, 'bank');
    await settle();
    expect(runs('bank')).toHaveLength(1);
    await end('busy');
    expect(runs('busy')).toHaveLength(2);
    now += 2_001;
    await end('busy');
    expect(runs('busy')).toHaveLength(4);
  });

  it('refuses the oldest of who has most waiting, where too many wait', async () => {
    const queue = new FairQueue(limits(1, 1, 3), crowded, new Present());
    const pieces: Piece[] = [];
    const [, oldest, , , modest] = ['a', 'a', 'a', 'a', 'b'].map((name) => entered(queue, pieces, name));
    await settle();
    expect([oldest?.fate, modest?.fate]).toEqual(['refused', 'waits']);
  });

  it('lets one who comes back after a pause claim nothing from then', async () => {
    const queue = new FairQueue(limits(1, 1, 100), crowded, new Present());
    const pieces: Piece[] = [];
    for (let i = 0; i < 50; i++) entered(queue, pieces, 'steady');
    const next = async () => {
      const running = pieces.find((p) => p.fate === 'runs') as Piece;
      running.fate = 'done';
      running.release?.();
      await settle();
    };
    for (let i = 0; i < 30; i++) await next();
    for (let i = 0; i < 20; i++) entered(queue, pieces, 'back');
    for (let i = 0; i < 20; i++) await next();
    const done = (of: string) => pieces.filter((p) => p.of === of && p.fate === 'done').length;
    expect(done('back')).toBeGreaterThan(8);
    expect(done('back')).toBeLessThan(12);
  });
});
