import { sql as raw } from 'drizzle-orm';
import type { Db, Orm } from '../../../db/client.js';
import { policy } from '../../../db/tables/linkage.js';
import { type Calendar, calendarOf, type HolidayRow, type Policy, parsePolicy } from '../rules/index.js';

/** A policy as it is in force: its document, with the day on which it was ended. */
export interface PolicyRow {
  policy: Policy;
  recordedAt: Date;
  endedAt: Date | null;
}

/** A document in the table that this version of the hub cannot read. */
export interface FaultyPolicy {
  code: string;
  version: number;
  jurisdiction: string;
  message: string;
}

/** What the linkage decides by. */
export interface Policies {
  rows: PolicyRow[];
  policies: Policy[];
  faulty: FaultyPolicy[];
  calendar: Calendar;
}

type Stored = Omit<typeof policy.$inferSelect, 'recordedAt' | 'endedAt'> & {
  recordedAt: string;
  endedAt: string | null;
};

export class PolicyStore {
  constructor(private readonly db: Db) {}

  /** Changes whenever a policy is added, ended or loaded anew. */
  async mark(): Promise<string> {
    const [row] = await this.db.sql<{ mark: string }[]>`
      /* looked at again after a while */ select concat_ws(' ', count(*), max(recorded_at), max(ended_at), md5(string_agg(document::text || effective_to, '' order by code, version)),
        (select md5(string_agg(day || kind, '' order by day)) from hub.holiday)) mark from hub.policy`;
    return row?.mark ?? '';
  }

  async read(): Promise<Policies> {
    const { sql } = this.db;
    const stored = await sql<Stored[]>`
      select code, version, jurisdiction, effective_from "effectiveFrom", effective_to "effectiveTo", document,
        recorded_at "recordedAt", ended_at "endedAt" from hub.policy order by code, version`;
    const holidays = await sql<HolidayRow[]>`select day, kind from hub.holiday order by day`;
    const rows: PolicyRow[] = [];
    const faulty: FaultyPolicy[] = [];
    for (const { document, effectiveTo, recordedAt, endedAt, code, version, jurisdiction } of stored) {
      try {
        const read = { ...parsePolicy(document), effectiveTo };
        rows.push({
          policy: read,
          recordedAt: new Date(recordedAt),
          endedAt: endedAt === null ? null : new Date(endedAt),
        });
      } catch (error) {
        faulty.push({ code, version, jurisdiction, message: (error as Error).message });
      }
    }
    return { rows, policies: rows.map((r) => r.policy), faulty, calendar: calendarOf(holidays) };
  }

  /** Adds a policy. False where its code has this version already. */
  async add(orm: Orm, document: Policy, at: Date): Promise<boolean> {
    const { code, version, jurisdiction, effectiveFrom, effectiveTo } = document;
    const made = await orm
      .insert(policy)
      .values({ code, version, jurisdiction, effectiveFrom, effectiveTo, document, recordedAt: at })
      .onConflictDoNothing()
      .returning({ code: policy.code });
    return made.length > 0;
  }

  /** Lets every version of a policy that is in force after a day end with it; answers which ones did. */
  async end(orm: Orm, code: string, on: string, at: Date): Promise<number[]> {
    const ended = await orm.execute<{ version: number }>(raw`
      update hub.policy set effective_to = ${on}, ended_at = ${at.toISOString()}
      where code = ${code} and effective_from <= ${on} and (effective_to is null or effective_to > ${on}) returning version`);
    return ended.map((r) => r.version);
  }

  /** Has every enterprise of a jurisdiction that has facts decided anew. */
  async decideAnew(orm: Orm, range: { from: string; to: string } | null, reason: string, at: Date): Promise<void> {
    const within = range ? raw`where division_code >= ${range.from} and division_code < ${range.to}` : raw``;
    await orm.execute(raw`
      insert into hub.linkage_pending (uscc, reason, since) select distinct uscc, ${reason}, ${at.toISOString()}::timestamptz
      from hub.linkage_fact ${within} on conflict (uscc) do update set tried_at = null`);
  }
}
