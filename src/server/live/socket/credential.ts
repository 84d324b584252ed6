import type { IncomingHttpHeaders } from 'node:http';

/** Why a socket is closed with 4403 (schema/PROTOCOL.md); it never repeats what was sent. */
export class Forbidden extends Error {}

const NOT_A_TEXT = 'Forbidden: a credential is the text "Bearer KEY"';
const CONTRADICTION = 'Forbidden: two credentials that differ';
const NOT_UNDERSTOOD = 'Forbidden: name the credential Authorization, as {"Authorization": "Bearer KEY"}';

/** Names under which programs hand over a credential; `author` and `monkey` are none. */
const LIKE_A_CREDENTIAL =
  /authori[sz]ation|authenticat|^x?[-_]?auth($|[-_])|token|bearer|jwt|credential|secret|passw|cookie|session|^key$|(api|access|agency|hub|auth)[-_]?key/i;
/** Texts that are one, wherever they stand. */
const A_CREDENTIAL = /^\s*bearer\s|^\s*hub_[0-9a-f]{8}_/i;

/**
 * The credential of a socket: from `Authorization` in the payload of `connection_init`, from `headers.Authorization` there, or
 * from the upgrade's own header, in any case of letters; undefined where there is none. Whoever gives one means to be somebody:
 * what is not understood, or contradicts another, is Forbidden, and never the public.
 */
export function credentialOf(
  payload: Record<string, unknown> | undefined,
  upgrade: IncomingHttpHeaders,
): string | undefined {
  const given: unknown[] = [upgrade.authorization];
  for (const [name, value] of Object.entries(payload ?? {})) {
    if (isAuthorization(name)) given.push(value);
    else if (name.toLowerCase() === 'headers' && isObject(value)) {
      for (const [inner, text] of Object.entries(value)) {
        if (isAuthorization(inner)) given.push(text);
        else refuseCredential(inner, text);
      }
    } else refuseCredential(name, value);
  }
  const texts = new Set<string>();
  for (const value of given) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') throw new Forbidden(NOT_A_TEXT);
    // The scheme in any case and the space behind it mean nothing.
    texts.add(value.trim().replace(/^bearer\s+/i, 'Bearer '));
  }
  if (texts.size > 1) throw new Forbidden(CONTRADICTION);
  return [...texts][0];
}

const isAuthorization = (name: string): boolean => name.toLowerCase() === 'authorization';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Refuses a value that is a credential, or is called one, where none is looked for. Not recursive: a payload may be deep. */
function refuseCredential(name: string, value: unknown): void {
  const left: [name: string, value: unknown][] = [[name, value]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [called, found] = next;
    if (found === undefined || found === null) continue;
    if (LIKE_A_CREDENTIAL.test(called)) throw new Forbidden(NOT_UNDERSTOOD);
    if (typeof found === 'string' && A_CREDENTIAL.test(found)) throw new Forbidden(NOT_UNDERSTOOD);
    if (isObject(found)) for (const entry of Object.entries(found)) left.push(entry);
  }
}
