import type { Db } from '../../db/client.js';
import { allOf, inDivision, internalTo } from '../../db/conditions.js';
import type { hazardTransition } from '../../db/tables/hazard.js';
import { groupBy } from '../kernel/collect.js';
import type { HazardLevel, HazardState } from '../kernel/vocabulary.js';
import type { Kept, RegisterView, RowOf } from '../register/core.js';
import type { HAZARD } from './hazard.facts.js';

type StoredStep = typeof hazardTransition.$inferSelect;
/** A version of a hazard. */
export type HazardRow = Kept & RowOf<typeof HAZARD>;
/** As a reader gets it: the texts that the view shows, and whether these are the internal ones. */
export type ShownHazard = Omit<HazardRow, 'description'> & { description: string | null; internal: boolean };
/** A step of its rectification; `from` is null at the finding. */
export type StepRow = Omit<StoredStep, 'id' | 'hazardId' | 'fromState' | 'toState'> & {
  hazardId: string;
  from: HazardState | null;
  to: HazardState;
};
/** As a reader gets it; `internal`: whether the view shows its note. */
export type ShownStep = StepRow & { internal: boolean };
/** Where a page ends: the sort key of its last row. */
export type HazardKey = [foundOn: string, id: string];

export interface HazardQuery {
  uscc?: string | undefined;
  division?: string | undefined;
  level?: HazardLevel | undefined;
  states?: HazardState[] | undefined;
  overdue?: boolean | undefined;
  listed?: boolean | undefined;
  foundFrom?: string | undefined;
  foundUntil?: string | undefined;
}

/** The reads. The statements of one batch's decisions are in hazard-record.store.ts. */
export class HazardStore {
  constructor(private readonly db: Db) {}

  /** Who may not read internal texts gets the public one for both; of versions before the present one, none. */
  private columns(view: RegisterView, of: 'present' | 'past' = 'present') {
    const { sql } = this.db;
    const internal = internalTo(sql, view.internal, 'g.division_code');
    const open = of === 'present' ? sql`g.public_description` : sql`null`;
    return sql`g.id::text id, g.uscc, g.division_code "divisionCode", g.level, ${internal} internal,
      case when ${internal} then g.description else ${open} end description,
      case when ${internal} then g.public_description else ${open} end "publicDescription", g.found_on "foundOn", g.deadline,
      g.listed_on "listedOn", g.state, g.state_since "stateSince", g.plan_measures "planMeasures", g.plan_responsible "planResponsible",
      g.plan_funds "planFunds", g.plan_deadline "planDeadline", g.plan_document "planDocument", g.provider_id "providerId",
      g.document_number "documentNumber", g.received_at "receivedAt", g.recorded_at "recordedAt", g.position::float8 "position"`;
  }

  private visible({ scope, today, division }: RegisterView) {
    const { sql } = this.db;
    if (scope === 'PUBLISHED') return sql`g.listed_on <= ${today}`;
    return division === null ? null : inDivision(sql, 'g.division_code', division);
  }

  /** Hazards by id, null where there is none to see. */
  async byId(view: RegisterView, ids: readonly string[]): Promise<(ShownHazard | null)[]> {
    const { sql } = this.db;
    const rows = await sql<ShownHazard[]>`select ${this.columns(view)} from hub.hazard g
      where ${allOf(sql, [sql`g.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const found = new Map(rows.map((r) => [r.id, timed(r)]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Those of the ids that the register has, whoever may read them: of the others one ended, because it was recorded in error. */
  async there(ids: readonly string[]): Promise<Set<string>> {
    const { sql } = this.db;
    const rows = await sql<
      { id: string }[]
    >`select g.id::text id from hub.hazard g where g.id = any(${ids as string[]}::bigint[])`;
    return new Set(rows.map((r) => r.id));
  }

  /** The id of a provider's document, or null where there is none to see. */
  async idOf(view: RegisterView, providerId: string, documentNumber: string): Promise<string | null> {
    const { sql } = this.db;
    const [row] = await sql<{ id: string }[]>`select g.id::text id from hub.hazard g
      where ${allOf(sql, [sql`g.provider_id = ${providerId} and g.document_number = ${documentNumber}`, this.visible(view)])}`;
    return row?.id ?? null;
  }

  /** A page, latest found first, with one row more than `limit` where more follow. */
  async page(view: RegisterView, query: HazardQuery, after: HazardKey | null, limit: number): Promise<ShownHazard[]> {
    const { sql } = this.db;
    const { today } = view;
    const rows = await sql<ShownHazard[]>`
      select ${this.columns(view)} from hub.hazard g where ${allOf(sql, [
        this.visible(view),
        query.uscc !== undefined && sql`g.uscc = ${query.uscc}`,
        query.division !== undefined && inDivision(sql, 'g.division_code', query.division),
        query.level !== undefined && sql`g.level = ${query.level}`,
        query.states && sql`g.state = any(${query.states})`,
        query.overdue !== undefined &&
          sql`(g.deadline is not null and g.deadline < ${today} and g.state not in ('DELISTED', 'CLOSED')) = ${query.overdue}`,
        query.listed !== undefined && sql`(g.listed_on is not null and g.listed_on <= ${today}) = ${query.listed}`,
        query.foundFrom !== undefined && sql`g.found_on >= ${query.foundFrom}`,
        query.foundUntil !== undefined && sql`g.found_on <= ${query.foundUntil}`,
        this.following(after),
      ])}
      order by g.found_on desc, g.id desc limit ${limit + 1}`;
    return rows.map(timed);
  }

  /** The same page of each enterprise, all in one statement: each is the head of a range of the index on code and day. */
  async ofEnterprises(
    view: RegisterView,
    after: HazardKey | null,
    limit: number,
    usccs: readonly string[],
  ): Promise<ShownHazard[][]> {
    const { sql } = this.db;
    // A code that is asked twice would have its rows twice.
    const codes = [...new Set(usccs)];
    const rows = await sql<ShownHazard[]>`
      select p.* from unnest(${codes}::text[]) asked(uscc) cross join lateral (
        select ${this.columns(view)} from hub.hazard g
        where ${allOf(sql, [sql`g.uscc = asked.uscc`, this.visible(view), this.following(after)])}
        order by g.found_on desc, g.id desc limit ${limit + 1}) p
      order by p."foundOn" desc, p.id::bigint desc`;
    const by = groupBy(rows.map(timed), (r) => r.uscc);
    return usccs.map((uscc) => by.get(uscc) ?? []);
  }

  private following(after: HazardKey | null) {
    return after && this.db.sql`(g.found_on, g.id) < (${after[0]}::date, ${after[1]}::bigint)`;
  }

  /**
   * The steps of each hazard, oldest first; to the public, from its listing on. A report may correct the day of finding
   * until the first order, so the finding's time is read from the hazard.
   */
  async steps(view: RegisterView, ids: readonly string[]): Promise<ShownStep[][]> {
    const { sql } = this.db;
    const published = sql`t.position >= (select min(l.position) from hub.hazard_transition l where l.hazard_id = g.id and l.to_state = 'LISTED')`;
    const rows = await sql<ShownStep[]>`
      select t.hazard_id::text "hazardId", t.from_state "from", t.to_state "to", t.deadline, t.note, ${internalTo(sql, view.internal, 'g.division_code')} internal,
        case when t.from_state is null then g.found_on::timestamp at time zone 'Asia/Shanghai' else t.at end "at",
        t.provider_id "providerId", t.document_number "documentNumber", t.received_at "receivedAt", t.recorded_at "recordedAt",
        t.position::float8 "position"
      from hub.hazard g join hub.hazard_transition t on t.hazard_id = g.id
      where ${allOf(sql, [sql`g.id = any(${ids as string[]}::bigint[])`, this.visible(view), view.scope === 'PUBLISHED' && published])}
      order by t.position`;
    const by = groupBy(rows, (r) => r.hazardId);
    return ids.map((id) => by.get(id) ?? []);
  }

  /** All versions of the hazards that the viewer sees, as recorded: the present one and what it superseded, newest first. */
  async versions(view: RegisterView, ids: readonly string[]): Promise<ShownHazard[][]> {
    const { sql } = this.db;
    const seen = sql`select g.id from hub.hazard g where ${allOf(sql, [sql`g.id = any(${ids as string[]}::bigint[])`, this.visible(view)])}`;
    const rows = await sql<ShownHazard[]>`
      select ${this.columns(view)} from hub.hazard g where g.id in (${seen})
      union all select ${this.columns(view, 'past')} from hub.hazard_history g where g.id in (${seen})
      order by "position" desc`;
    const by = groupBy(rows.map(timed), (r) => r.id);
    return ids.map((id) => by.get(id) ?? []);
  }
}

/** The driver leaves instants as texts; the rules on deadlines compare this one. */
function timed(row: ShownHazard): ShownHazard {
  row.stateSince = new Date(row.stateSince);
  return row;
}
