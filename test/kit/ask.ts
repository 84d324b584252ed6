/** One GraphQL request over HTTP, as any client sends it. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is that of its query
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
}

export interface Asking {
  variables?: Record<string, unknown>;
  operationName?: string;
  /** An agency's key; left out: the public. */
  key?: string | undefined;
  path?: string;
  headers?: Record<string, string>;
}

export async function ask(base: string, query: string, asking: Asking = {}): Promise<Answer> {
  const { variables, operationName, key, path, headers } = asking;
  const response = await fetch(`${base}${path ?? '/graphql'}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const body = (await response.json()) as Partial<Answer>;
  return { status: response.status, headers: response.headers, data: body.data ?? null, errors: body.errors ?? [] };
}

/** The data of an answer that must have no errors. */
export async function dataOf(base: string, query: string, asking: Asking = {}): Promise<Answer['data']> {
  const { data, errors } = await ask(base, query, asking);
  if (errors.length > 0) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`);
  return data;
}

/** The codes of an answer's errors. */
export const codesOf = ({ errors }: Pick<Answer, 'errors'>): string[] => errors.map((e) => e.extensions?.code);
