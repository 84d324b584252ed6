/** A value that a hub shows at /metrics; 0 where it has not counted any yet. `name` with its labels, as the page writes it. */
export async function metricOf(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const line = page.split('\n').find((text) => text.startsWith(`${name} `));
  return line ? Number(line.slice(name.length + 1)) : 0;
}
