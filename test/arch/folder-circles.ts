import { cruise, type ICruiseResult } from 'dependency-cruiser';

export interface Import {
  from: string;
  to: string;
}

/** Every import of a tree's `src` from within it, those of types alone among them: who reads a file must know what its types are. */
export async function importsOf(tree: string): Promise<Import[]> {
  const options = { baseDir: tree, includeOnly: '^src/', tsPreCompilationDeps: true, parser: 'swc' } as const;
  const { output } = await cruise(['src'], options, { extensions: ['.ts', '.js'] });
  const { modules } = output as ICruiseResult;
  return modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** By place, what it imports in its folder, each with an import that makes it so. */
type Neighbours = Map<string, Map<string, Import>>;

/**
 * The circles in which the folders of a tree import each other, a sentence for each: who wants to understand one of them must read all. At
 * every level a folder is one with all that it contains, and a file beside folders is one of its own: a door may import every folder, and
 * settings be imported by all.
 */
export function folderCircles(imports: readonly Import[]): string[] {
  const levels = new Map<string, Neighbours>();
  for (const one of imports) {
    const from = one.from.split('/');
    const to = one.to.split('/');
    const shared = from.findIndex((name, i) => name !== to[i]);
    if (shared < 0) continue;
    const level = from.slice(0, shared).join('/');
    const place = (path: string[]) => path.slice(0, shared + 1).join('/') + (path.length > shared + 1 ? '/' : '');
    const neighbours: Neighbours = levels.get(level) ?? new Map();
    levels.set(level, neighbours);
    const known = neighbours.get(place(from)) ?? new Map<string, Import>();
    if (!known.has(place(to))) known.set(place(to), one);
    neighbours.set(place(from), known);
  }
  return [...levels.values()].flatMap(circlesAmong);
}

/** The shortest circle through each folder; one that was told through another folder is not told again. */
function circlesAmong(neighbours: Neighbours): string[] {
  const told = new Set<string>();
  const circles: string[] = [];
  for (const start of [...neighbours.keys()].filter((place) => place.endsWith('/')).sort()) {
    if (told.has(start)) continue;
    const circle = shortest(start, neighbours);
    if (!circle) continue;
    for (const place of circle.places) told.add(place);
    const links = circle.imports.map(({ from, to }) => `${from} imports ${to}`);
    circles.push(`${[...circle.places, start].join(' -> ')}: ${links.join('; ')}`);
  }
  return circles;
}

function shortest(start: string, neighbours: Neighbours): { places: string[]; imports: Import[] } | null {
  const reached = new Map<string, { places: string[]; imports: Import[] }>([[start, { places: [start], imports: [] }]]);
  for (const [place, { places, imports }] of reached) {
    for (const [next, link] of neighbours.get(place) ?? []) {
      if (next === start) return { places, imports: [...imports, link] };
      if (!reached.has(next)) reached.set(next, { places: [...places, next], imports: [...imports, link] });
    }
  }
  return null;
}

/** The rows of the table of folders in a room's README, from the ground up; null where it has none. */
export function foldersToldBy(readme: string): string[] | null {
  const [, table] = readme.split('| folder |');
  if (table === undefined) return null;
  const rows = table.split('\n\n')[0]?.matchAll(/^\| \[?`?([\w-]+)\/`?[\]|() ]/gm) ?? [];
  return [...rows].map(([, name]) => name as string);
}

/** What contradicts the order in which a room tells of its folders: each imports those above it alone. */
export function againstTheOrder(room: string, told: readonly string[], imports: readonly Import[]): string[] {
  const line = (path: string): number => {
    const [, of, folder, below] = path.split('/');
    return of === room && folder !== undefined && below !== undefined ? told.indexOf(folder) : -1;
  };
  return imports
    .filter(({ from, to }) => line(to) > line(from) && line(from) >= 0)
    .map(({ from, to }) => `${from} imports ${to}, which src/${room}/README.md tells of below it`);
}
