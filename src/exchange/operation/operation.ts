import type { Problem } from '../../kernel/errors.js';

/** An operation as an agency hands it in. */
export interface OperationDraft {
  /** The name that its clients send instead of the document. */
  id: string;
  document: string;
  purpose?: string | null | undefined;
  legalBasis?: string | null | undefined;
}

/** A registered operation. */
export interface RegisteredOperation {
  agencyId: string;
  id: string;
  /** SHA-256 of the document in hexadecimal digits. */
  hash: string;
  document: string;
  /** Its own name in the document. */
  name: string | null;
  /** query, mutation or subscription. */
  kind: string;
  purpose: string | null;
  legalBasis: string | null;
  registeredAt: Date;
}

/** What a document was found to be: the operation in it, or what is wrong with it. */
export type CheckedDocument =
  | Pick<RegisteredOperation, 'hash' | 'name' | 'kind'>
  | { problems: Omit<Problem, 'path'>[] };
/** Checks a document as the API would take it. The server brings it: the exchange knows no schema but its own. */
export type DocumentCheck = (document: string) => CheckedDocument;

/** What became of one draft. */
export interface OperationReceipt {
  id: string;
  status: 'INSERTED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';
  problems: Problem[];
  operation: RegisteredOperation | null;
}
