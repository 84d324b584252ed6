import { type Orm, prepared } from '../../../db/client.js';

/** How far a work has come with the day that is being announced; `place` is null where all of it is told. */
export interface DayPlace {
  work: string;
  place: string | null;
}

/** The places of this day; a work that has none has not begun. */
export const readPlaces = (orm: Orm, day: string): Promise<DayPlace[]> =>
  prepared<DayPlace>(orm, 'select work, place from hub.day_place where day = $1::date', [day]);

const KEEP = `insert into hub.day_place (work, day, place) select w.work, $1::date, w.place
  from unnest($2::text[], $3::text[]) as w (work, place)
  on conflict (work) do update set day = excluded.day, place = excluded.place`;

/** Writes down where the next turn goes on with this day. */
export async function keepPlaces(orm: Orm, day: string, places: readonly DayPlace[]): Promise<void> {
  await prepared(orm, KEEP, [day, places.map((p) => p.work), places.map((p) => p.place)]);
}

/** The day is announced: nothing goes on with it. */
export async function clearPlaces(orm: Orm, day: string): Promise<void> {
  await prepared(orm, 'delete from hub.day_place where day <= $1::date', [day]);
}
