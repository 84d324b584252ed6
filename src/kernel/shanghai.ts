/**
 * The clocks of Shanghai, after which the hub counts days: UTC+8, and UTC+9 in the summers of 1986 to 1991 (夏时制, State Council 1986).
 * Times before that too are those of the time-zone database, as PostgreSQL's are (`at time zone 'Asia/Shanghai'`).
 */
const HOUR = 3_600_000;
const STANDARD = 8 * HOUR;
/** The end of the last summer time, 1991-09-15: since then nothing is looked up. */
const LAST_CHANGE = Date.UTC(1991, 8, 14, 17);

let clock: Intl.DateTimeFormat | null = null;
const parts = (instant: number): Map<string, number> => {
  clock ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Shanghai',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return new Map(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
};

/** How far the clocks of Shanghai were ahead of UTC at an instant, both in milliseconds. */
export function shanghaiOffset(instant: number): number {
  if (instant >= LAST_CHANGE) return STANDARD;
  const whole = Math.floor(instant / 1_000) * 1_000;
  const at = parts(whole);
  const of = (type: string): number => at.get(type) as number;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole;
}

/**
 * The instants at which the clocks of Shanghai showed a time, which is given as if it were UTC's: one, none where they were put on over it,
 * two where they were put back.
 */
export function shanghaiTimes(wall: number): number[] {
  if (wall - STANDARD >= LAST_CHANGE + HOUR) return [wall - STANDARD];
  const offsets = new Set([wall - 24 * HOUR, wall, wall + 24 * HOUR].map(shanghaiOffset));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => at + shanghaiOffset(at) === wall)
    .sort((a, b) => a - b);
}
