import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, openKeyring, rotateKeys } from '../../src/access/index.js';
import {
  type EventRow,
  GENESIS,
  leafOf,
  linkOf,
  makeCheckpoints,
  sequenced,
  type VerifyOptions,
  verifyLog,
} from '../../src/exchange/index.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { temporaryFolder } from '../kit/folder.js';
import { sampleUscc } from '../kit/sample.js';
import { draft, logOf, smallPartitions, swapped, tamper } from './log.js';

const EVENTS = 60;

describe('hub verify, in its walk over the log', () => {
  let db: TestDatabase;
  let keyring: Keyring;
  let signed: number[];
  let log: EventRow[];
  const folder = temporaryFolder();
  const verify = (more: Partial<VerifyOptions> = {}) => verifyLog({ db, keys: keyring.publicKeys(), ...more });
  const fault = async (more: Partial<VerifyOptions> = {}) => (await verify(more)).fault;
  /** What is found after a change of the tables, which is then undone. */
  const after = async (statements: string, more: Partial<VerifyOptions> = {}) => {
    const undo = await tamper(db, statements);
    try {
      return await fault(more);
    } finally {
      await undo();
    }
  };
  const hex = (bytes: Uint8Array) => `'\\x${Buffer.from(bytes).toString('hex')}'`;

  beforeAll(async () => {
    db = await testDatabase();
    keyring = openKeyring(folder('keys.json'));
    await smallPartitions(db, 16);
    const write = async (count: number) => {
      for (let i = 0; i < count; i++)
        await sequenced(db, async (turn) => {
          const kinds = [
            draft({ i, note: 'a' }),
            draft({ i }, { type: 'credit.rated', public: false, subject: sampleUscc(7) }),
            draft({ i }, { type: 'notice.issued', public: false, recipientId: '7f0c6b62-2f3a-4c1d-9a57-0a8a3a2c7b11' }),
            draft({ i }, { division: '620102100' }),
          ];
          turn.append(kinds[i % 4] as never);
        });
      await makeCheckpoints(db, keyring);
    };
    for (const count of [0, 7, 13, 20, 17, 3]) await write(count);
    log = await logOf(db);
    signed = (await db.sql`select position::int p from hub.checkpoint order by position`).map((r) => r.p);
    expect(signed).toEqual([0, 7, 20, 40, 57, 60]);
  });

  it('finds nothing where nothing was altered, from the beginning and from anywhere', async () => {
    expect(await verify()).toMatchObject({
      from: 1,
      to: EVENTS,
      events: EVENTS,
      checkpoints: 6,
      provedTo: 60,
      fault: null,
    });
    for (const from of [1, 7, 8, 21, 60, 61, 1_000]) {
      const base = Math.max(...signed.filter((p) => p < from));
      expect(await verify({ from }), String(from)).toMatchObject({
        from: base + 1,
        to: EVENTS,
        events: EVENTS - base,
        fault: null,
      });
    }
  });

  it('finds a change of any column of an event', async () => {
    const changes = {
      type: "'accident.reported'",
      subject: 'null',
      division_code: "'620621001'",
      public: 'not public',
      recipient_id: 'gen_random_uuid()',
      recorded_at: "recorded_at + interval '1 millisecond'",
      data: "data || ' '",
      salt: 'hash',
      hash: 'salt || salt',
    };
    const columns =
      await db.sql`select attname from pg_attribute where attrelid = 'hub.event'::regclass and attnum > 0`;
    expect([...Object.keys(changes), 'position'].sort()).toEqual(columns.map((c) => c.attname).sort());
    for (const [column, value] of Object.entries(changes)) {
      const set = column === 'salt' ? 'substr(hash, 1, 16)' : value;
      for (const p of [1, 23, EVENTS])
        expect(
          await after(`update hub.event set ${column} = ${set} where position = ${p}`),
          `${column} ${p}`,
        ).toMatchObject({
          position: p,
          kind: 'ALTERED',
        });
    }
    expect(await after('update hub.event set position = 63 where position = 31')).toMatchObject({
      position: 31,
      kind: 'MISSING',
    });
  });

  it('finds what is deleted, inserted or swapped', async () => {
    for (const p of [1, 16, 17, 40, EVENTS])
      expect(await after(`delete from hub.event where position = ${p}`)).toMatchObject({
        position: p,
        kind: 'MISSING',
      });
    const copy = (to: string) =>
      `insert into hub.event select ${to}, type, subject, division_code, public, recipient_id, recorded_at, data, salt, hash from hub.event`;
    expect(await after(`${copy('61')} where position = 9`)).toMatchObject({ position: 61, kind: 'INSERTED' });
    const shift = `create temp table later on commit drop as select * from hub.event where position >= 30;
      delete from hub.event where position >= 30; update later set position = position + 1; insert into hub.event select * from later;`;
    expect(await after(`${shift} ${copy('30')} where position = 3; update hub.head set position = 61`)).toMatchObject({
      position: 30,
      kind: 'ALTERED',
    });
    expect(await after(swapped(12, 50))).toMatchObject({ position: 12, kind: 'ALTERED' });
  });

  it('finds a tail that is cut off, with the head or without', async () => {
    expect(await after('delete from hub.event where position > 41')).toMatchObject({ position: 42, kind: 'MISSING' });
    const cut = (to: number) =>
      `delete from hub.event where position > ${to}; update hub.head set position = ${to}, hash = ${hex(log[to - 1]?.hash ?? GENESIS)};`;
    for (const to of [41, 57, 0])
      expect(await after(cut(to)), String(to)).toMatchObject({ position: to + 1, kind: 'MISSING' });
    // Behind the last checkpoint left only a checkpoint that somebody kept can tell.
    const without = `${cut(41)} delete from hub.checkpoint where position > 41`;
    expect(await after(without)).toBeNull();
    const [row] =
      await db.sql`select l.id "logId", c.position::int "position", c.hash, c.signed_at "signedAt", c.key_id "keyId", c.signature
      from hub.checkpoint c, hub.log l where c.position = 57`;
    const kept = [{ ...row, signedAt: new Date(row?.signedAt) }] as VerifyOptions['kept'] & object;
    expect(await after(without, { kept })).toMatchObject({ position: 42, kind: 'MISSING' });
    expect(await fault({ kept })).toBeNull();
  });

  it('finds a head, a beginning and a log that are not its own', async () => {
    expect(await after(`update hub.head set hash = ${hex(Buffer.alloc(32, 7))}`)).toMatchObject({
      position: 60,
      kind: 'HEAD',
    });
    expect(
      await after(
        `update hub.head set position = 59, hash = ${hex(log[58]?.hash as Buffer)}; delete from hub.checkpoint where position = 60`,
      ),
    ).toMatchObject({
      position: 60,
      kind: 'INSERTED',
    });
    expect(await after('update hub.head set position = 61')).toMatchObject({ position: 61, kind: 'MISSING' });
    expect(await after(`update hub.log set start_hash = ${hex(Buffer.alloc(32, 7))}`)).not.toBeNull();
    const later = (position: number) =>
      `delete from hub.event where position <= ${position}; update hub.log set start_position = ${position}, start_hash = ${hex(log[position - 1]?.hash as Buffer)};`;
    expect(await after(later(20))).toMatchObject({ position: 1, kind: 'START' });
    expect(await after(`${later(20)} delete from hub.checkpoint where position < 20`)).toBeNull();
    expect(await after(`${later(25)} delete from hub.checkpoint where position < 20`)).toMatchObject({
      position: 21,
      kind: 'START',
    });
    expect(await after('update hub.log set id = gen_random_uuid()')).toMatchObject({ position: 0, kind: 'CHECKPOINT' });
  });

  it('finds forged checkpoints, and lets keys rotate', async () => {
    const forged = openKeyring(folder('others.json')).sign(Buffer.from('x'));
    const changes = {
      hash: hex(Buffer.alloc(32, 7)),
      signed_at: "signed_at + interval '1 second'",
      signature: hex(forged.signature),
      key_id: `'${forged.keyId}'`,
      position: 'position + 1',
    };
    for (const [column, value] of Object.entries(changes))
      expect(await after(`update hub.checkpoint set ${column} = ${value} where position = 40`), column).toMatchObject({
        position: column === 'position' ? 41 : 40,
        kind: 'CHECKPOINT',
      });
    rotateKeys(keyring.path);
    keyring = openKeyring(keyring.path);
    expect(await fault()).toBeNull();
    expect(await fault({ keys: [] })).toMatchObject({ position: 0, kind: 'CHECKPOINT' });
  });

  /** Writes the log anew from a position on, so that the chain and the head agree again. */
  const forge = (p: number, data: string) => {
    const statements: string[] = [];
    let hash = log[p - 2]?.hash ?? GENESIS;
    for (const event of log.slice(p - 1)) {
      const now = event.position === p ? { ...event, data } : event;
      hash = linkOf(hash, leafOf(now, now.salt));
      statements.push(
        `update hub.event set data = '${now.data}', hash = ${hex(hash)} where position = ${now.position};`,
      );
    }
    return `${statements.join('')} update hub.head set hash = ${hex(hash)}`;
  };

  it('finds a log that is written anew, between the checkpoint before and the one behind', async () => {
    for (const [p, before, behind] of [
      [1, 0, 7],
      [20, 7, 20],
      [21, 20, 40],
      [60, 57, 60],
    ] as const) {
      expect(await after(forge(p, '{"i":-1}')), String(p)).toMatchObject({
        position: before + 1,
        until: behind,
        kind: 'ALTERED',
      });
    }
  });

  it('always finds the first bad position, whatever is done to whichever rows', async () => {
    const position = fc.integer({ min: 1, max: EVENTS });
    const change = fc.oneof(
      fc.record({ what: fc.constant('delete' as const), p: position }),
      fc.record({ what: fc.constant('swap' as const), p: position, q: position }),
      fc.record({ what: fc.constantFrom('data', 'subject', 'public', 'hash', 'salt', 'recorded_at'), p: position }),
    );
    const VALUES: Record<string, string> = {
      data: "data || ' '",
      subject: "coalesce(subject, '') || 'x'",
      public: 'not public',
      hash: 'sha256(hash)',
      salt: 'substr(sha256(salt), 1, 16)',
      recorded_at: "recorded_at + interval '1 day'",
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(change, { minLength: 1, maxLength: 4, selector: (c) => c.p }),
        async (changes) => {
          const bad = new Set<number>();
          const statements = changes.map((c) => {
            if (c.what === 'delete') {
              bad.add(c.p);
              return `delete from hub.event where position = ${c.p};`;
            }
            if ('q' in c) {
              // One after another: each swap of two different, untouched positions leaves both wrong.
              if (
                c.q === c.p ||
                bad.has(c.q) ||
                bad.has(c.p) ||
                changes.some((o) => o !== c && (o.p === c.q || ('q' in o && (o.q === c.q || o.q === c.p))))
              )
                return '';
              bad.add(c.p).add(c.q);
              return swapped(c.p, c.q);
            }
            bad.add(c.p);
            return `update hub.event set ${c.what} = ${VALUES[c.what]} where position = ${c.p};`;
          });
          const found = await after(statements.join(' '));
          expect(found?.position ?? null).toBe(bad.size === 0 ? null : Math.min(...bad));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is right about a log that is written and signed while it walks', async () => {
    const other = await testDatabase();
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i++) {
        await sequenced(other, async (turn) => {
          for (let k = 0; k < 40; k++) turn.append(draft({ i, k }));
        });
        if (i % 3 === 0) await makeCheckpoints(other, keyring);
      }
    })();
    for (let i = 0; i < 15; i++) {
      const report = await verifyLog({ db: other, keys: keyring.publicKeys() });
      expect(report.fault).toBeNull();
    }
    writing = false;
    await writer;
  });
});
