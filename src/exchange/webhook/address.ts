import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses that are open beside the public ones: CIDR blocks. */
export type AddressBlock = ReturnType<typeof ipaddr.parseCIDR>;

/** Blocks from a text such as `10.0.0.0/8, fd00::/8`; null where one of them is none. */
export function parseBlocks(text: string): AddressBlock[] | null {
  const parts = text.split(',').flatMap((part) => part.trim() || []);
  const valid = parts.every((part) => ipaddr.isValidCIDR(part));
  return valid ? parts.map((part) => ipaddr.parseCIDR(part)) : null;
}

/** The connection may not be made: the address is special, or the URL is not https and the address is not open to that. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** What IPv6 gives out for the internet; everything else of it is special. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/**
 * Where webhooks may go. Private, loopback, link-local and other special addresses lead into the networks of the hub itself, so
 * only those that its operator names are open. The check is of the address that is connected to: a name that answers another
 * one the second time (DNS rebinding) gains nothing.
 */
export class AddressGuard {
  constructor(private readonly open: readonly AddressBlock[] = []) {}

  /** Whether an address was named by the operator. */
  private named(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
    return this.open.some(([base, bits]) => base.kind() === address.kind() && address.match(base as never, bits));
  }

  /** Why an address is not connected to; null where it may be. An IPv4 address written as IPv6 counts as what it is. */
  refusal(text: string, protocol: string): string | null {
    const address = ipaddr.process(text);
    if (this.named(address)) return null;
    const range = address.range();
    const special = range !== 'unicast' || (address.kind() === 'ipv6' && !address.match(GLOBAL as never));
    if (special) {
      const kind = range === 'unicast' ? 'not a public one' : range;
      return `the address ${address.toString()} is not open to webhooks (${kind}); the operator names exceptions in HUB_WEBHOOK_ALLOW`;
    }
    return protocol === 'https:' ? null : 'only https is open to public addresses';
  }

  /** Of a URL whose host is an address itself, as the URL's parser wrote it; null also where it is a name. */
  refusalOfHost({ hostname, protocol }: URL): string | null {
    const host = hostname.replace(/^\[|\]$/g, '');
    return isIP(host) ? this.refusal(host, protocol) : null;
  }

  /** Whether http can lead anywhere at all. */
  get plainHttp(): boolean {
    return this.open.length > 0;
  }

  /** A look-up of names for `net.connect` that answers open addresses alone. */
  lookup(protocol: string): LookupFunction {
    return (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const open = found.filter(({ address }) => this.refusal(address, protocol) === null);
        const [first] = open;
        if (!first) {
          const reason = found[0] ? this.refusal(found[0].address, protocol) : 'the name has no address';
          return callback(new AddressRefused(reason ?? '') as NodeJS.ErrnoException, []);
        }
        if (options.all) callback(null, open);
        else callback(null, first.address, first.family);
      });
    };
  }
}
