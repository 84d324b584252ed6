import { fetchText } from './deadline.js';

/** A GraphQL request to a hub process; what it refuses, and a hub that is not there, is thrown. */
export async function ask<Data>(hub: string, key: string, query: string, variables: object): Promise<Data> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const body = JSON.stringify({ query, variables });
  const text = await fetchText(`${hub}/graphql`, { method: 'POST', headers, body }, 20_000);
  const { data, errors } = JSON.parse(text) as { data?: Data; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}
