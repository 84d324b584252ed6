export class Refused extends Error {}
export interface HandIn {
  url: string;
  key: string;
  register: string;
  path: string;
  options?: Record<string, string>;
  told?: (news: { offset?: number; size?: number; status?: string }) => void;
  tries?: number;
  pauseMs?: number;
}
export function handIn(asked: HandIn): Promise<{
  id: string;
  status: string;
  counts: { read: number; inserted: number; updated: number; unchanged: number; rejected: number };
}>;
