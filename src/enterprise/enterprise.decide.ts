import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject } from '../exchange/core.js';
import { filled } from '../kernel/left-out.js';
import { usccDivision } from '../kernel/uscc.js';
import type { Catalogue } from '../reference/index.js';
import type { SubmitEnterprise } from './enterprise.check.js';
import type { EnterpriseRow } from './enterprise.store.js';
import { versionAt } from './enterprise.version.js';

/** What the decisions of a batch look at beside the present records. */
export interface EnterpriseFacts {
  catalogue: Catalogue;
  /** Versions by code, where a record of the batch corrects an earlier time; with those that the batch made so far. */
  versions: Map<string, EnterpriseRow[]>;
}

const FACTS = [
  'name',
  'status',
  'entityType',
  'registeredOn',
  'registeredCapital',
  'currency',
  'address',
  'businessScope',
  'divisionCode',
  'industryCode',
] as const;

const same = (a: EnterpriseRow, b: EnterpriseRow): boolean => FACTS.every((f) => a[f] === b[f]);

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

/** Without a day of its own a record holds from its registration or, a change, from its receipt: never from a later day, and never before the present version. */
const begin = ({ registeredOn }: SubmitEnterprise, current: EnterpriseRow | undefined, today: string): string =>
  current ? later(today, current.validFrom) : earlier(registeredOn ?? today, today);

/**
 * A record that says what the register says is unchanged. A change holds from its `validFrom`, else from the day of
 * receipt; one that names an earlier time than the present version's is a correction of the past and goes to the history.
 * What a record leaves out is as it stands, for a correction as it stood then.
 */
export function decideEnterprise(
  command: SubmitEnterprise,
  current: EnterpriseRow | undefined,
  facts: EnterpriseFacts,
  recording: Recording,
): Decision<EnterpriseRow> {
  const since = command.validFrom ?? begin(command, current, recording.today);
  const past = current !== undefined && since < current.validFrom;
  const standing = past ? versionAt(facts.versions.get(command.uscc) ?? [], since, null) : current;
  const kept = command.division === undefined ? standing?.divisionCode : undefined;
  const code = command.division ?? kept ?? usccDivision(command.uscc);
  const division = facts.catalogue.nearestDivision(code);
  if (!division) return reject('UNKNOWN_DIVISION', `${code} is not a division code in use`, 'division');
  if (!inTerritory(recording.provider, 'OWN_DIVISION', division.code)) {
    const message = `${division.code} ${division.name} lies outside ${recording.provider.name}'s division ${recording.provider.divisionCode}`;
    return reject('OUTSIDE_DIVISION', message, 'division');
  }
  if (command.validFrom && command.validFrom > recording.today) {
    return reject('FUTURE', `validFrom ${command.validFrom} is after today`, 'validFrom');
  }
  const { division: _, validFrom: __, documentNumber, ...said } = command;
  const values = filled(said, standing);
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row: EnterpriseRow = {
    ...values,
    status: values.status ?? 'ACTIVE',
    currency: values.registeredCapital === null ? null : values.currency,
    divisionCode: division.code,
    validFrom: since,
    documentNumber,
    providerId,
    receivedAt,
    recordedAt,
    position,
  };
  if (row.registeredOn && row.registeredOn > recording.today) {
    return reject('FUTURE', `registeredOn ${row.registeredOn} is after today`, 'registeredOn');
  }
  const registered = row.registeredOn ?? (command.registeredOn === undefined ? current?.registeredOn : null);
  if (command.validFrom && registered && command.validFrom < registered) {
    const message = `validFrom ${command.validFrom} is before the registration on ${registered}`;
    return reject('ORDER', message, 'validFrom');
  }
  if (!current) return { status: 'INSERTED', row };
  if (standing && same(standing, row)) return { status: 'UNCHANGED' };
  return past ? { status: 'UPDATED', row, past } : { status: 'UPDATED', row };
}
