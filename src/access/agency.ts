import { createHash, randomBytes } from 'node:crypto';
import { badInput, HubError } from '../kernel/errors.js';
import { during } from '../kernel/patience.js';
import { refusePersonalData } from '../kernel/personal-data.problems.js';
import { type AgencyKind, needsDivision } from '../kernel/vocabulary.js';
import type { Agency, AgencyStore, Identity } from './agency.store.js';
import { PUBLIC, type Viewer } from './viewer.js';

/** How long an accepted key is remembered before it is looked up again, in milliseconds. */
const REMEMBERED_MS = 2_000;
const REMEMBERED_MOST = 10_000;

/** Agencies, their keys, and who a request comes from. */
export interface Agencies {
  /**
   * A new agency with its first key. The key is answered once; only its hash is kept. BAD_USER_INPUT where its kind needs a
   * division and it has none.
   */
  add(input: { name: string; kind: AgencyKind; divisionCode: string | null }): Promise<{ agency: Agency; key: string }>;
  list(): Promise<Agency[]>;
  /** Gives an agency another territory. Its permissions follow within two seconds, everywhere. */
  assign(idOrName: string, divisionCode: string): Promise<Agency>;
  /** Its keys stop working; its records stay. One that is disabled stays so since when it was. */
  disable(idOrName: string): Promise<Agency>;
  /** Takes `disable` back: the keys that it had work again. `changed` is false where it was not disabled. */
  enable(idOrName: string): Promise<{ agency: Agency; changed: boolean }>;
  /** Revokes every key and makes a new one. CONFLICT where the agency is disabled: its key would not be accepted. */
  rotateKey(idOrName: string): Promise<{ agency: Agency; key: string; revoked: number }>;
  /** The viewer of an Authorization header; the public where there is none. A wrong key is UNAUTHENTICATED, never public. */
  viewerOf(authorization: string | undefined): Viewer | Promise<Viewer>;
  /** The agency as a viewer, for commands that act in its name. */
  viewerNamed(idOrName: string): Promise<Viewer & { agencyId: string }>;
  /** Names by id, for provenance. */
  nameOf(id: string): string | Promise<string>;
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
const disabled = (code: 'CONFLICT' | 'FORBIDDEN', { id, name }: Agency) =>
  new HubError(code, `${name} is disabled; to enable it: npx hub agency enable ${id}`);
const divisionNeeded = (kind: AgencyKind) =>
  badInput([
    {
      path: 'division',
      code: 'REQUIRED',
      message: `an agency of kind ${kind} works for a division: name it (100000 is the whole nation)`,
    },
  ]);
const viewer = (a: Identity) => ({
  ...{ kind: a.kind, agencyId: a.id, name: a.name, divisionCode: a.divisionCode },
  ...(a.registeredOnly || a.operationsRevision > 0
    ? { operations: { only: a.registeredOnly, revision: a.operationsRevision } }
    : {}),
});

export function agencies(store: AgencyStore): Agencies {
  const accepted = new Map<string, { viewer: Viewer; until: number }>();
  const names = new Map<string, string | Promise<string>>();

  const issue = async (agency: Agency) => {
    const prefix = randomBytes(4).toString('hex');
    const key = `hub_${prefix}_${randomBytes(24).toString('base64url')}`;
    await store.addKey(agency.id, prefix, hashOf(key));
    return key;
  };
  const found = async (idOrName: string) => {
    const agency = await store.find(idOrName);
    if (!agency) throw new HubError('NOT_FOUND', `no agency is called ${idOrName}; see: npx hub agency list`);
    return agency;
  };
  const lookUp = async (key: string): Promise<Viewer> => {
    const agency = await store.byKeyHash(hashOf(key));
    if (!agency) throw new HubError('UNAUTHENTICATED', 'this key is unknown, revoked, or its agency is disabled');
    const who = viewer(agency);
    if (accepted.size >= REMEMBERED_MOST) accepted.clear();
    accepted.set(key, { viewer: who, until: performance.now() + REMEMBERED_MS });
    return who;
  };

  return {
    add: async (input) => {
      // It is said beside everything that the agency provides.
      refusePersonalData(input.name, 'name');
      if (input.divisionCode === null && needsDivision(input.kind)) throw divisionNeeded(input.kind);
      if (await store.find(input.name)) throw new HubError('CONFLICT', `an agency is called ${input.name} already`);
      const agency = await store.add(input);
      return { agency, key: await issue(agency) };
    },
    list: store.list,
    assign: async (idOrName, divisionCode) => {
      const agency = await found(idOrName);
      accepted.clear();
      await store.setDivision(agency.id, divisionCode);
      return { ...agency, divisionCode };
    },
    disable: async (idOrName) => {
      const agency = await found(idOrName);
      accepted.clear();
      const at = agency.disabledAt ?? new Date();
      await store.setDisabled(agency.id, at);
      return { ...agency, disabledAt: at };
    },
    enable: async (idOrName) => {
      const agency = await found(idOrName);
      const changed = agency.disabledAt !== null;
      if (changed) await store.setDisabled(agency.id, null);
      return { agency: { ...agency, disabledAt: null }, changed };
    },
    rotateKey: async (idOrName) => {
      const agency = await found(idOrName);
      if (agency.disabledAt) throw disabled('CONFLICT', agency);
      accepted.clear();
      const revoked = await store.revokeKeys(agency.id, new Date());
      return { agency, key: await issue(agency), revoked };
    },
    viewerOf: (authorization) => {
      if (authorization === undefined) return PUBLIC;
      const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
      if (!key) throw new HubError('UNAUTHENTICATED', 'the Authorization header reads "Bearer KEY"');
      const known = accepted.get(key);
      if (known && known.until > performance.now()) return known.viewer;
      return lookUp(key);
    },
    viewerNamed: async (idOrName) => {
      const agency = await found(idOrName);
      if (agency.disabledAt) throw disabled('FORBIDDEN', agency);
      return viewer(agency);
    },
    nameOf: (id) => {
      const known = names.get(id);
      if (known !== undefined) return known;
      // The look-up itself is kept until it is answered: a page of rows of one provider asks once. It is many callers', so nobody's.
      const asked = during(null, () => store.find(id)).then(
        (agency) => {
          const name = agency?.name ?? id;
          names.set(id, name);
          return name;
        },
        (reason) => {
          names.delete(id);
          throw reason;
        },
      );
      names.set(id, asked);
      return asked;
    },
  };
}
