import { HubError } from '../../kernel/errors.js';

/** An operation of a manifest. */
export interface ManifestEntry {
  id: string;
  document: string;
  purpose?: string;
  legalBasis?: string;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

const FORMS =
  'a manifest is what Apollo Client writes ({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body"}]}), what Relay and GraphQL Code Generator write ({"ID": "DOCUMENT"}), or what this command exports';

/**
 * The operations of a manifest, as the tools write it that build clients:
 *
 * - Apollo Client (`@apollo/generate-persisted-query-manifest`): `{format, version: 1, operations: [{id, name, type, body}]}`;
 * - Relay (`persistConfig.file`) and GraphQL Code Generator (`persistedDocuments` of its client preset): a map from id to text;
 * - `hub operations export`: `{operations: [{id, document, purpose, legalBasis}]}`.
 */
export function readManifest(text: string, file: string): ManifestEntry[] {
  const wrong = (what: string) => new HubError('BAD_USER_INPUT', `${file}: ${what}`);
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw wrong(`is no JSON: ${(error as Error).message}`);
  }
  if (!isMap(manifest)) throw wrong(FORMS);
  if ('format' in manifest && manifest.format !== 'apollo-persisted-query-manifest')
    throw wrong(`format ${JSON.stringify(manifest.format)} is not read; ${FORMS}`);
  if ('format' in manifest && manifest.version !== 1)
    throw wrong(`version ${JSON.stringify(manifest.version)} of Apollo’s manifest is not read, 1 is`);
  const found = Array.isArray(manifest.operations)
    ? manifest.operations.map((entry, i) => {
        const of = isMap(entry) ? entry : {};
        const document = of.body ?? of.document;
        if (!isText(of.id) || !isText(document)) throw wrong(`operations.${i} has no id or no document`);
        const { id, purpose, legalBasis } = of;
        return { id, document, ...(isText(purpose) ? { purpose } : {}), ...(isText(legalBasis) ? { legalBasis } : {}) };
      })
    : Object.entries(manifest).map(([id, document]) => {
        if (!isText(document)) throw wrong(`${JSON.stringify(id)} is no document; ${FORMS}`);
        return { id, document };
      });
  if (found.length === 0) throw wrong('has no operations');
  return found;
}
