import type { IncomingHttpHeaders } from 'node:http';
import { badInput, type Problem } from '../../../kernel/errors.js';
import { BadHttpRequest } from '../../http/graphql-http.js';
import type { HandingIn } from '../../imports/imports.js';
import { OPTION_NAMES, readOptions } from '../../imports/options.js';

type Query = Readonly<Record<string, unknown>>;

const KNOWN = new Set<string>([...OPTION_NAMES, 'file', 'sha256', 'again']);
const HEX = /^[0-9a-f]{64}$/i;
const MOST_NAME = 255;

/** What the head of a request says of the file that its body is, or goes on with. Throws where it says nothing that can be done. */
export function handingIn(register: string, agencyId: string, headers: IncomingHttpHeaders, query: Query): HandingIn {
  checkBody(headers);
  const sha256 = contentHash(headers, query);
  const offset = offsetOf(headers);
  const complete = headers['upload-complete'] !== '?0';
  if (sha256 === null && (offset > 0 || !complete)) throw badInput([NEEDS_HASH]);
  const { again, options } = asked(query);
  return { register, agencyId, sha256, offset, complete, file: fileName(register, headers, query), options, again };
}

const NEEDS_HASH: Problem = {
  path: 'sha256',
  code: 'REQUIRED',
  message: 'a file that comes in parts is known by its content: say its SHA-256, as Repr-Digest or ?sha256=HEX',
};

/** How it is to be imported, as the query says. An option that is not known is one that was misspelt. */
export function asked(query: Query): Pick<HandingIn, 'options' | 'again'> {
  const unknown = Object.keys(query).filter((name) => !KNOWN.has(name));
  const problems = unknown.map((path) => ({
    path,
    code: 'VALUE',
    message: `is no option; there are ${[...KNOWN].join(', ')}`,
  }));
  if (problems.length > 0) throw badInput(problems);
  const { again } = query;
  if (again !== undefined && again !== '0' && again !== '1')
    throw badInput([{ path: 'again', code: 'VALUE', message: 'takes 0 or 1' }]);
  return { options: readOptions(query), again: again === '1' };
}

/** The body is the file, and nothing around it. */
function checkBody(headers: IncomingHttpHeaders): void {
  if (/^\s*multipart\//i.test(headers['content-type'] ?? ''))
    throw new BadHttpRequest(
      415,
      'the body is the file itself, not a form: with curl --data-binary @FILE, with fetch body: file; its name as ?file=NAME',
    );
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    throw new BadHttpRequest(
      415,
      `content encoding ${encoding.slice(0, 40)} is not served; send the file as it is, a .gz too, without Content-Encoding`,
    );
}

/** SHA-256 of the whole file, by `Repr-Digest` (RFC 9530) or `?sha256=`; null: not said. */
export function contentHash(headers: IncomingHttpHeaders, query: Query): string | null {
  const problem = (message: string) => badInput([{ path: 'sha256', code: 'VALUE', message }]);
  const { sha256: given } = query;
  if (given !== undefined && (typeof given !== 'string' || !HEX.test(given))) throw problem('is 64 hexadecimal digits');
  const digest = headers['repr-digest'];
  const said = digest === undefined ? undefined : /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(digest))?.[1];
  if (digest !== undefined && said === undefined) throw problem('Repr-Digest reads sha-256=:BASE64:');
  const byHeader = said === undefined ? null : Buffer.from(said, 'base64').toString('hex');
  const byQuery = given === undefined ? null : (given as string).toLowerCase();
  if (byHeader && byQuery && byHeader !== byQuery) throw problem('Repr-Digest and ?sha256= are two different hashes');
  return byHeader ?? byQuery;
}

function offsetOf(headers: IncomingHttpHeaders): number {
  const given = headers['upload-offset'];
  if (given === undefined) return 0;
  if (!/^\d{1,15}$/.test(String(given))) throw new BadHttpRequest(400, 'Upload-Offset is a whole number of bytes');
  return Number(given);
}

/** The file's name by `?file=`, or as a browser's form names it; without a folder before it. Left out: the register's. */
function fileName(register: string, headers: IncomingHttpHeaders, query: Query): string {
  const given = query.file ?? nameIn(headers['content-disposition'] ?? '') ?? register;
  const name = typeof given === 'string' ? given.replace(/^.*[/\\]/, '') : '';
  if (/^[^\p{Cc}\p{Cs}]+$/u.test(name) && name.length <= MOST_NAME) return name;
  throw badInput([
    {
      path: 'file',
      code: 'NAME',
      message: `a file’s name has 1 to ${MOST_NAME} characters, and no control characters`,
    },
  ]);
}

function nameIn(disposition: string): string | undefined {
  const extended = /(?:^|;)\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return '';
    }
  }
  return /(?:^|;)\s*filename="?([^";]+)"?/i.exec(disposition)?.[1];
}
