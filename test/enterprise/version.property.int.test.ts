import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type OpenHub, openHub } from '../exchange/open-hub.js';
import { sampleUscc } from '../kit/sample.js';

/** What one record says: of which company, what it is called, since when (nothing: since the day it came). */
interface Said {
  company: number;
  name: string;
  validFrom: string | null;
}
interface Version {
  name: string;
  validFrom: string;
  order: number;
  recordedAt: number;
}

const DAYS = ['2019-12-31', '2020-01-01', '2020-02-29', '2020-03-01', '2020-07-15', '2021-01-01'];
const said = fc.record({
  company: fc.nat(1),
  name: fc.constantFrom('甲', '乙', '丙'),
  validFrom: fc.option(fc.constantFrom(...DAYS), { freq: 3 }),
});
/** Batches of records, and how many days pass before each. */
const stories = fc.array(fc.record({ pause: fc.nat(200), records: fc.array(said, { minLength: 1, maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 6,
});

/** The plain model: everything that was ever said, and a look through all of it. */
class Model {
  readonly versions: Version[] = [];

  at(day: string, knownAt: number): string | null {
    let best: Version | null = null;
    for (const v of this.versions) {
      if (v.validFrom > day || v.recordedAt > knownAt) continue;
      if (!best || v.validFrom > best.validFrom || (v.validFrom === best.validFrom && v.order > best.order)) best = v;
    }
    return best?.name ?? null;
  }

  say({ name, validFrom }: Said, today: string, order: number): 'INSERTED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED' {
    if (validFrom && validFrom > today) return 'REJECTED';
    const first = this.versions.length === 0;
    const latest = this.versions.reduce((d, v) => (v.validFrom > d ? v.validFrom : d), '');
    const since = validFrom ?? (latest > today ? latest : today);
    if (this.at(since, Number.POSITIVE_INFINITY) === name) return 'UNCHANGED';
    this.versions.push({ name, validFrom: since, order, recordedAt: Number.NaN });
    return first ? 'INSERTED' : 'UPDATED';
  }
}

const AS_OF =
  'query ($u: USCC!, $on: Date, $at: DateTime) { enterprise(uscc: $u, validOn: $on, knownAt: $at) { name } }';
const CHECK = 'query ($u: USCC!, $at: DateTime) { creditCheck(uscc: $u, asOf: $at) { enterprise { name } } }';

describe('the versions of enterprises', () => {
  let hub: OpenHub;
  let next = 0;
  beforeAll(async () => {
    hub = await openHub();
  });

  it('answer like a plain list of everything that was said, for every day and every instant', async () => {
    const bank = await hub.agency('BANKING');
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const usccs = [sampleUscc(next++), sampleUscc(next++)];
        const models = usccs.map(() => new Model());
        const instants: number[] = [];
        let now = Date.parse('2020-01-15T04:00:00Z');
        let order = 0;
        for (const { pause, records } of story) {
          now += pause * 86_400_000;
          const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
          const raw = records.map(({ company, ...rest }) => ({ uscc: usccs[company], ...rest }));
          const receipt = await hub.submit('enterprises', raw, undefined, new Date(now));
          const expected = records.map((r) => (models[r.company] as Model).say(r, today, order++));
          expect(receipt.results.map((r) => r.status)).toEqual(expected);
          const [head] = await hub.db.sql`select recorded_at at from hub.head`;
          const recordedAt = new Date(head?.at).getTime();
          for (const m of models) for (const v of m.versions) if (Number.isNaN(v.recordedAt)) v.recordedAt = recordedAt;
          instants.push(recordedAt - 1, recordedAt);
        }
        for (const [i, u] of usccs.entries()) {
          const model = models[i] as Model;
          const { enterprise } = await hub.run(
            'query ($u: USCC!) { enterprise(uscc: $u) { name history { name validFrom } } }',
            { u },
          );
          expect(enterprise?.name ?? null).toBe(model.at('9999-12-31', Number.POSITIVE_INFINITY));
          const newestFirst = [...model.versions].sort((a, b) =>
            a.validFrom === b.validFrom ? b.order - a.order : a.validFrom < b.validFrom ? 1 : -1,
          );
          expect(enterprise?.history ?? []).toEqual(newestFirst.map(({ name, validFrom }) => ({ name, validFrom })));
          for (const on of [...DAYS, '2020-01-15', '2022-01-01']) {
            expect((await hub.run(AS_OF, { u, on })).enterprise?.name ?? null, on).toBe(
              model.at(on, Number.POSITIVE_INFINITY),
            );
          }
          for (const at of instants) {
            const on = DAYS[at % DAYS.length] as string;
            const asked = { u, on, at: new Date(at).toISOString() };
            expect((await hub.run(AS_OF, asked)).enterprise?.name ?? null, JSON.stringify(asked)).toBe(
              model.at(on, at),
            );
            const checked = (await hub.run(CHECK, { u, at: asked.at }, bank)).creditCheck.enterprise?.name ?? null;
            expect(checked).toBe(model.at('9999-12-31', at));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
