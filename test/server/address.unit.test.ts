import { describe, expect, it } from 'vitest';
import { addressOf } from '../../src/server/http/address.js';

describe('the address that a caller is counted by', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    [undefined, ''],
  ])('of %s is %s', (remoteAddress, counted) => {
    expect(addressOf({ socket: { remoteAddress } })).toBe(counted);
  });
});
