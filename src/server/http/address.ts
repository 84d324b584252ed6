import type { Socket } from 'node:net';

/**
 * The address that a connection comes from, as it is counted: an IPv4 address as such, also where it came mapped into IPv6; of
 * IPv6 the first 64 bits, because whoever has one address there has all of its network. Of a proxy it is the proxy's.
 */
export function addressOf({ socket }: { socket: Pick<Socket, 'remoteAddress'> }): string {
  const known = addresses.get(socket);
  if (known !== undefined) return known;
  const address = counted(socket.remoteAddress ?? '');
  // Of a connection that is gone already nothing is known, and nothing is kept.
  if (address !== '') addresses.set(socket, address);
  return address;
}
/** A connection has many requests, and one address. */
const addresses = new WeakMap<object, string>();

function counted(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const all = [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return `${all
    .slice(0, 4)
    .map((g) => Number.parseInt(g, 16).toString(16))
    .join(':')}::/64`;
}
