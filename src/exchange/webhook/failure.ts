import { AddressRefused } from './address.js';

/**
 * What is said where a name leads nowhere: that it is unknown, and that its addresses are none that webhooks go to, look the same. Else
 * an agency could ask the hub, name by name, for what its own networks hold (README.md, "Where it may go").
 */
export const NO_WAY =
  'the name leads to no address that webhooks may go to: public ones, by https, beside those that the operator allows';
const LONGEST = 300;

/** Why an attempt failed, for the webhook's owner: without the address that its name was resolved to. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  const inner = (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0] ?? error;
  const { code = '', syscall, message } = inner;
  if (inner instanceof AddressRefused || syscall === 'getaddrinfo') return NO_WAY;
  if (syscall === 'connect') return `no connection (${code})`;
  // The whole message lists the names in the certificate of whoever answered there.
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate is not this name’s (${code})`;
  return (message || code || 'no connection').slice(0, LONGEST);
}
