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
