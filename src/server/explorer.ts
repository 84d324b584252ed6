import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

const EXAMPLE = `# Ctrl-Enter runs the query. Put an agency's key below, under Headers:
# { "Authorization": "Bearer KEY" }
query Enterprises {
  enterprises(filter: { name: "煤业" }, first: 5) {
    nodes {
      uscc
      name
      division { code name }
      grading { grade validUntil status }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

/** The page runs what is written in it and speaks with the hub alone: whatever a library tries, nothing leaves. */
export const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The explorer's page: GraphiQL with everything in it, for networks without internet. */
export const explorerPage = (): string =>
  String(
    renderGraphiQL({
      endpoint: '/graphql',
      title: 'Work-safety credit hub',
      defaultQuery: EXAMPLE,
      subscriptionsProtocol: 'WS',
    }),
  );
