import type { Viewer } from '../../access/index.js';

/** What callers with a credential share, and those without one: neither can take the other's. */
export type Share = 'known' | 'unknown';
export const shareOfViewer = ({ kind }: Pick<Viewer, 'kind'>): Share => (kind === 'PUBLIC' ? 'unknown' : 'known');
