/** A place where a database server, or a pooler before it, listens. */
export interface Host {
  host: string;
  port: number;
}

const ADDRESS = /^(postgres(?:ql)?:\/\/)(?:([^@/?]*)@)?([^/?]*)(\/[^?]*)?(?:\?(.*))?$/;
const DEFAULT_PORT = 5432;

interface Parts {
  scheme: string;
  credentials: string | undefined;
  hosts: Host[];
  path: string;
  options: URLSearchParams;
}

function partsOf(url: string): Parts | null {
  const [, scheme, credentials, hosts = '', path = '', options] = ADDRESS.exec(url) ?? [];
  if (scheme === undefined) return null;
  const read = hosts.split(',').map(hostOf);
  if (read.some((host) => host === null)) return null;
  return { scheme, credentials, hosts: read as Host[], path, options: new URLSearchParams(options) };
}

/** `HOST`, `HOST:PORT` or `[ADDRESS]:PORT`; null where it is none of these. */
function hostOf(text: string): Host | null {
  const [all, inBrackets, plain = '', port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (all === undefined) return null;
  return { host: inBrackets ?? decodeURIComponent(plain), port: Number(port ?? process.env.PGPORT ?? DEFAULT_PORT) };
}

export const shownHost = ({ host, port }: Host): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The hosts that an address names, in its order; none where it is no address. */
export const hostsOf = (url: string): Host[] => partsOf(url)?.hosts ?? [];

/** The same address with one host alone. */
export function atHost(url: string, host: Host): string {
  const parts = partsOf(url);
  if (!parts) return url;
  const { scheme, credentials, path, options } = parts;
  const user = credentials === undefined ? '' : `${credentials}@`;
  const rest = options.size > 0 ? `?${options}` : '';
  return `${scheme}${user}${shownHost(host)}${path}${rest}`;
}

const ATTRIBUTES = 'target_session_attrs';
/** What may be asked of the server of an address that writes go to; the hub asks it of every address with several hosts. */
const WRITABLE = ['read-write', 'primary', 'any'];

/** Whether an address leads to one of several servers, so that it has to be asked which of them can write. */
export function isCluster(url: string): boolean {
  const parts = partsOf(url);
  if (!parts) return false;
  const asked = parts.options.get(ATTRIBUTES);
  return parts.hosts.length > 1 || asked === 'read-write' || asked === 'primary';
}

/** What is wrong with an address; null: nothing that can be read off it. */
export function addressFault(url: string): string | null {
  const parts = partsOf(url);
  if (!parts) return 'reads postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE';
  if (parts.hosts.length > 1 && parts.hosts.some(({ host }) => host === '')) return 'names a host that is empty';
  const asked = parts.options.get(ATTRIBUTES);
  if (asked === null || WRITABLE.includes(asked)) return null;
  return `${ATTRIBUTES}=${asked}: it must lead to the database that can write`;
}

/** An address without what the hub sees to by itself, for the driver. */
export function forDriver(url: string): string {
  const parts = partsOf(url);
  if (!parts) return url;
  if (parts.hosts.length === 1 && !parts.options.has(ATTRIBUTES)) return url;
  parts.options.delete(ATTRIBUTES);
  const plain = url.split('?')[0] as string;
  return atHost(parts.options.size > 0 ? `${plain}?${parts.options}` : plain, parts.hosts[0] as Host);
}

/** The address as people may read it, without password and options; its hosts in one order, since any order is the same. */
export function shownAddress(url: string): string | null {
  const parts = partsOf(url);
  if (!parts) return null;
  const { scheme, credentials = '', path } = parts;
  const [user] = credentials.split(':');
  const given = /^[^?]*?:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(url)?.[1] ?? '';
  return `${scheme}${user ? `${user}@` : ''}${given.split(',').sort().join(',')}${path}`;
}
