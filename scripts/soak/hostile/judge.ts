/** What became of the requests that came through one door. */
export interface DoorCount {
  requests: number;
  /** Answers, and messages of sockets and streams. */
  answers: number;
  /** Connections that ended without an answer: the hub's right with what is no request, or the attacker's own doing. */
  cut: number;
  /** Codes of errors, and statuses of answers without one. */
  codes: Record<string, number>;
}

/** What may be said with a status of 500 and above: the hub is busy, or its database away; never that it failed. */
const HONEST = new Set(['UNAVAILABLE', 'RATE_LIMITED']);
const CODE = /"code":"([A-Z_]+)"/g;
/** Said by Node.js itself, before there is a request: no method, or a version of HTTP, that it knows. */
const OF_HTTP = new Set([501, 505]);
const SHOWN = 400;

/** Why an answer is a fault of the hub's; null for any other. */
export function faultOf(status: number | null, text: string): string | null {
  const codes = [...text.matchAll(CODE)].map((m) => m[1] as string);
  if (codes.includes('INTERNAL_SERVER_ERROR')) return `INTERNAL_SERVER_ERROR: ${text.slice(0, SHOWN)}`;
  if (status === null || status < 500 || OF_HTTP.has(status)) return null;
  if (codes.some((code) => HONEST.has(code))) return null;
  // The probe that is not ready says so in its own form.
  if (status === 503 && text.includes('"status":"not ready"')) return null;
  return `${status}: ${text.slice(0, SHOWN)}`;
}

/** Adds an answer to a door's count. */
export function count(door: DoorCount, status: number | null, text: string): void {
  door.answers++;
  const codes = new Set([...text.matchAll(CODE)].map((m) => m[1] as string));
  for (const code of codes.size > 0 ? codes : [status === null ? 'message' : `HTTP ${status}`])
    door.codes[code] = (door.codes[code] ?? 0) + 1;
}

export const emptyDoor = (): DoorCount => ({ requests: 0, answers: 0, cut: 0, codes: {} });
