import type { Stamp } from '../write/register.js';

/** What says that a version was taken back, and by what. */
export interface Takeback {
  /** Of the version that takes back, and of its event. */
  position: number;
  /** Of the version that it takes back. */
  ofPosition: number;
  /** Of the version whose facts hold again; null: the record ended. */
  restores: number | null;
  importId: string;
}

/** A version of any register, as far as taking back looks at it. */
export type Recorded = Stamp & { uscc: string; documentNumber: string | null };
