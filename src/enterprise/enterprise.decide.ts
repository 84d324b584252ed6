import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject, rejectFor } from '../exchange/core.js';
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

/** Whether two versions say the same of the enterprise. */
export const sameEnterprise = (a: EnterpriseRow, b: EnterpriseRow): boolean => FACTS.every((f) => a[f] === b[f]);

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
  const { division: _, validFrom: __, documentNumber, ...said } = command;
  const values = filled(said, standing);
  const { providerId, receivedAt, recordedAt, position } = recording;
  const row: EnterpriseRow = {
    ...values,
    status: values.status ?? 'ACTIVE',
    currency: values.registeredCapital === null ? null : values.currency,
    divisionCode: division?.code ?? '',
    validFrom: since,
    documentNumber,
    providerId,
    receivedAt,
    recordedAt,
    position,
  };
  const { registeredOn } = row;
  const registered = registeredOn ?? (command.registeredOn === undefined ? current?.registeredOn : null);
  const { provider, today } = recording;
  const refusal = rejectFor([
    !division && reject('UNKNOWN_DIVISION', `${code} is not a division code in use`, 'division'),
    division !== null &&
      !inTerritory(provider, 'OWN_DIVISION', division.code) &&
      reject(
        'OUTSIDE_DIVISION',
        `${division.code} ${division.name} lies outside ${provider.name}'s division ${provider.divisionCode}`,
        'division',
      ),
    since > today && command.validFrom !== null && reject('FUTURE', `validFrom ${since} is after today`, 'validFrom'),
    registeredOn !== null &&
      registeredOn > today &&
      reject('FUTURE', `registeredOn ${registeredOn} is after today`, 'registeredOn'),
    command.validFrom !== null &&
      registered !== undefined &&
      registered !== null &&
      command.validFrom < registered &&
      reject('ORDER', `validFrom ${command.validFrom} is before the registration on ${registered}`, 'validFrom'),
  ]);
  if (refusal) return refusal;
  if (!current) return { status: 'INSERTED', row };
  if (standing && sameEnterprise(standing, row)) return { status: 'UNCHANGED' };
  return past ? { status: 'UPDATED', row, past } : { status: 'UPDATED', row };
}
