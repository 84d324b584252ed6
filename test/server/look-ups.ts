import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as batching from '../../src/kernel/batcher.js';
import { projectRoot } from '../../src/kernel/project.js';

/** What was asked of the look-ups that one place of the sources makes, and what it was handed on to ask for. */
export interface Site {
  /** Keys that were asked for. */
  asked: number;
  /** Keys that reached what answers them. */
  handed: number;
  /** Keys that it was handed twice in one go. */
  repeated: number;
}

/** By file and line. */
export const sites = new Map<string, Site>();

/** The place in the sources that makes a look-up: the nearest caller outside of the batcher's own file. */
function siteOf(stack: string | undefined): Site {
  const [, name = ''] =
    (stack ?? '')
      .split('\n')
      .map((line) => /\/(src\/[\w./-]+\.ts):(\d+):\d+/.exec(line))
      .filter((found) => found && !/^src\/kernel\/(batcher|loader)\.ts$/.test(found[1] as string))
      .map((found) => ['', `${found?.[1]}:${found?.[2]}`])[0] ?? [];
  const site = sites.get(name) ?? { asked: 0, handed: 0, repeated: 0 };
  sites.set(name, site);
  return site;
}

function hand(site: Site, keys: readonly unknown[]): void {
  site.handed += keys.length;
  site.repeated += keys.length - new Set(keys).size;
}

function watched<K, V>(site: Site, load: batching.Batcher<K, V>): batching.Batcher<K, V> {
  const one = (key: K) => {
    site.asked++;
    return load(key);
  };
  const many = (keys: readonly K[]) => {
    site.asked += keys.length;
    return load.many(keys);
  };
  return Object.assign(one, { many });
}

/** The batcher's module, its batchers as they are, with a count of what is asked of them. */
export function countedBatching(module: typeof batching): typeof batching {
  return {
    ...module,
    batcher: (run, options) => {
      const { stack = '' } = new Error();
      // Cancels look nothing up.
      if (stack.includes('db/canceller.ts')) return module.batcher(run, options);
      const site = siteOf(stack);
      const counted: typeof run = (keys) => {
        hand(site, keys);
        return run(keys);
      };
      return watched(site, module.batcher(counted, options));
    },
    batchers: (run, nameOf, options) => {
      const site = siteOf(new Error().stack);
      const counted: typeof run = (group, keys) => {
        hand(site, keys);
        return run(group, keys);
      };
      const of = module.batchers(counted, nameOf, options);
      return (group) => watched(site, of(group));
    },
  };
}

type Loader = new (run: (keys: readonly unknown[]) => unknown, options?: unknown) => { load(key: unknown): unknown };

/** DataLoader, as it is, with a count of what is asked of it. */
export function countedLoader(Original: Loader): Loader {
  return class extends Original {
    private readonly site: Site;
    constructor(run: (keys: readonly unknown[]) => unknown, options?: unknown) {
      const site = siteOf(new Error().stack);
      super((keys) => {
        hand(site, keys);
        return run(keys);
      }, options);
      this.site = site;
    }
    override load(key: unknown) {
      this.site.asked++;
      return super.load(key);
    }
  };
}

/** Every place of the sources that makes a look-up. */
export function madeInSources(): string[] {
  return readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'kernel/batcher.ts')
    .flatMap((file) =>
      readFileSync(join(projectRoot, 'src', file), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          /\b(batchers?\s*[<(]|new Loader\b)/.test(line) && !/^\s*(\/\/|\*|import)/.test(line)
            ? [`src/${file}:${i + 1}`]
            : [],
        ),
    )
    .sort();
}
