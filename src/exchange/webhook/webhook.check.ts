import type { Viewer } from '../../access/index.js';
import { badInput, HubError, type Problem } from '../../kernel/errors.js';
import { askedTypes } from '../log/event.scope.js';
import type { AddressGuard } from './address.js';
import type { WebhookChangeInput } from './webhook.input.js';
import type { WebhookChange } from './webhook.store.js';

const MOST_DIVISIONS = 100;
const LONGEST_URL = 2_000;
/** How long a key may sign beside its successor. */
export const LONGEST_OVERLAP_HOURS = 168;

const fault = (field: string, code: string, message: string): Problem => ({ path: `input.${field}`, code, message });

/** What an input says, checked: BAD_USER_INPUT with every problem, FORBIDDEN for types that are not open to the agency. */
export function checkWebhook(
  { url, types, divisions }: WebhookChangeInput,
  viewer: Viewer,
  guard: AddressGuard,
): Pick<WebhookChange, 'url' | 'types' | 'divisions'> {
  const change: ReturnType<typeof checkWebhook> = {};
  const problems: Problem[] = [];
  if (url != null) {
    const checked = checkUrl(url, guard);
    if (typeof checked === 'string') change.url = checked;
    else problems.push(checked);
  }
  if (types !== undefined) {
    problems.push(...typeProblems(viewer, types));
    change.types = types && [...new Set(types)];
  }
  if (divisions !== undefined) {
    if (divisions && (divisions.length === 0 || divisions.length > MOST_DIVISIONS))
      problems.push(fault('divisions', 'VALUE', `name 1 to ${MOST_DIVISIONS}, or leave it out for all`));
    change.divisions = divisions && [...new Set(divisions)];
  }
  if (problems.length > 0) throw badInput(problems);
  return change;
}

function typeProblems(viewer: Viewer, types: string[] | null): Problem[] {
  try {
    askedTypes(viewer, types);
    return [];
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'BAD_USER_INPUT')) throw error;
    const { problems = [] } = error.extensions as { problems?: Problem[] };
    return problems.map((problem) => ({ ...problem, path: `input.${problem.path}` }));
  }
}

/** The address as its parser writes it, or what is wrong with it. */
function checkUrl(text: string, guard: AddressGuard): string | Problem {
  if (text.length > LONGEST_URL)
    return fault('url', 'TOO_LONG', `has ${text.length} characters, at most ${LONGEST_URL}`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return fault('url', 'URL', `${JSON.stringify(text.slice(0, 60))} is not an https URL`);
  if (url.username || url.password) return fault('url', 'URL', 'a user name or password in the URL is not sent');
  if (url.hash) return fault('url', 'URL', 'what stands behind # is not sent');
  const refusal = guard.refusalOfHost(url);
  if (refusal) return fault('url', 'ADDRESS', refusal);
  if (url.protocol === 'http:' && !guard.plainHttp) return fault('url', 'ADDRESS', 'only https is open');
  return url.href;
}

/** How many hours two keys sign together. */
export function checkOverlap(hours: number): number {
  if (hours >= 0 && hours <= LONGEST_OVERLAP_HOURS) return hours;
  const message = `is from 0 to ${LONGEST_OVERLAP_HOURS} hours`;
  throw badInput([{ path: 'overlapHours', code: 'VALUE', message }]);
}
