import { describe, expect, it } from 'vitest';
import { addressFault, atHost, forDriver, hostsOf, isCluster, shownAddress } from '../../db/address.js';

const MANY = 'postgres://u:p%40s@h1:5001,h2,[::1]:5003/db?sslmode=require';

describe('an address of several hosts', () => {
  it('names them with their ports', () => {
    expect(hostsOf(MANY)).toEqual([
      { host: 'h1', port: 5001 },
      { host: 'h2', port: 5432 },
      { host: '::1', port: 5003 },
    ]);
    expect(hostsOf('mysql://h1/db')).toEqual([]);
  });

  it('is asked which of them can write; so is one of a single host where the address says so', () => {
    expect(isCluster(MANY)).toBe(true);
    expect(isCluster('postgres://h1/db')).toBe(false);
    expect(isCluster('postgres://h1/db?target_session_attrs=read-write')).toBe(true);
    expect(isCluster('postgres://h1/db?target_session_attrs=any')).toBe(false);
  });

  it('is one host for the driver, which would ask for ever', () => {
    expect(forDriver(MANY)).toBe('postgres://u:p%40s@h1:5001/db?sslmode=require');
    expect(forDriver('postgres://h1/db?target_session_attrs=read-write')).toBe('postgres://h1:5432/db');
    expect(forDriver('postgres://h1/db?sslmode=require')).toBe('postgres://h1/db?sslmode=require');
    expect(atHost(MANY, { host: '::1', port: 7 })).toBe('postgres://u:p%40s@[::1]:7/db?sslmode=require');
  });

  it('is shown without its password and options, in one order of its hosts', () => {
    expect(shownAddress(MANY)).toBe('postgres://u@[::1]:5003,h1:5001,h2/db');
    expect(shownAddress('postgres://h2,h1/db')).toBe(shownAddress('postgres://h1,h2/db'));
  });

  it('is refused where it cannot lead to the one that writes', () => {
    expect(addressFault(MANY)).toBeNull();
    expect(addressFault('postgres://h1,/db')).toBe('names a host that is empty');
    expect(addressFault('postgres://h1:x/db')).toBe('reads postgres://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE');
    expect(addressFault('postgres://h1/db?target_session_attrs=standby')).toBe(
      'target_session_attrs=standby: it must lead to the database that can write',
    );
  });
});
