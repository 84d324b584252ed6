import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/project.js';
import { readSettings, SETTINGS, SettingsError } from '../../src/server/index.js';

describe('the settings', () => {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];

  it('have defaults, which hold where the environment has nothing or an empty value', () => {
    const defaults = readSettings({});
    expect(defaults).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', HUB_DATA_DIR: '.hub', LOG_LEVEL: 'info' });
    expect(defaults.DATABASE_URL).toBeUndefined();
    expect(readSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(defaults);
  });

  it('are read from the environment', () => {
    const given = { PORT: '0', HUB_SERVE_SUBGRAPHS: '1', DATABASE_URL: 'postgresql://hub@db/hub' };
    const settings = readSettings({ ...given, OTHER: 'x' });
    expect(settings).toMatchObject({ ...given, PORT: 0, HUB_SERVE_SUBGRAPHS: true });
    expect(settings).not.toHaveProperty('OTHER');
  });

  it('that are wrong are all named in one error, each with what it should be', () => {
    const wrong = { PORT: '70000', LOG_LEVEL: 'loud', HUB_SERVE_SUBGRAPHS: 'perhaps', HUB_DB_CONNECTIONS: '0' };
    let message = '';
    try {
      readSettings({ ...wrong, HOST: '::1' });
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      message = (error as Error).message;
    }
    for (const [name, value] of Object.entries(wrong)) expect(message).toContain(`${name}=${value}: `);
    expect(message).toContain('65535');
    expect(message).toContain('"debug"');
    expect(message).not.toContain('HOST');
    for (const PORT of ['abc', '-1', '4000.5']) expect(() => readSettings({ PORT })).toThrow(`PORT=${PORT}: `);
  });

  it('never tell the password of an address', () => {
    const address = 'mysql://hub:secret@db/hub';
    expect(() => readSettings({ DATABASE_URL: address })).toThrow(
      /^wrong settings: DATABASE_URL: must start with postgres/,
    );
  });

  it('never tell a key', () => {
    expect(() => readSettings({ HUB_METRICS_KEY: 'too short' })).toThrow(
      /^wrong settings: HUB_METRICS_KEY: is 16 to 200 characters/,
    );
  });

  const readme = readFileSync(join(projectRoot, 'src/server/README.md'), 'utf8').split('\n');
  const defaults = readSettings({});
  for (const name of names) {
    it(`${name} is in the README with its default`, () => {
      const rows = readme.filter((line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${name}\``));
      expect(rows, `one table row of src/server/README.md starts with \`${name}\``).toHaveLength(1);
      const value = defaults[name];
      const written =
        value === undefined ? 'unset' : typeof value === 'boolean' ? String(Number(value)) : String(value);
      expect(
        rows[0]
          ?.split('|')[2]
          ?.replaceAll('`', '')
          .replace(/(\d)[,_ ](?=\d{3})/g, '$1')
          .trim(),
      ).toContain(written);
    });
  }

  it('are all those that the README’s table names', () => {
    const named = readme.flatMap((line) => /^\|\s*`([A-Z][A-Z_]+)`/.exec(line)?.[1] ?? []);
    expect(new Set(named)).toEqual(new Set(names));
  });
});
