import { hash } from 'node:crypto';

/** Merkle trees of RFC 6962, section 2.1: SHA-256, a byte 0x00 before a leaf, a byte 0x01 before two nodes. */
const BYTES = 32;

const sha256 = (data: Uint8Array): Buffer => hash('sha256', data, 'buffer');

/** The hash of a leaf. */
export const leafHash = (text: string): Buffer => sha256(Buffer.from(`\0${text}`, 'utf8'));

const pair = Buffer.alloc(1 + 2 * BYTES, 1);

/** The hash of the node over two. */
function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + BYTES);
  return sha256(pair);
}

export interface Tree {
  root: Buffer;
  /** The audit path of a leaf: the siblings on the way to the root, the leaf's own first, each in base64url. */
  path(index: number): string[];
}

/** The tree over leaves in their order; there is one at least. A node without a sibling goes up as it is. */
export function treeOver(leaves: readonly Buffer[]): Tree {
  const levels: (readonly Buffer[])[] = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Buffer;
      const right = level[i + 1];
      above.push(right ? nodeHash(left, right) : left);
    }
    level = above;
  }
  // A node is the sibling of many leaves: it is written once.
  const written: string[][] = levels.map(() => []);
  return {
    root: levels.at(-1)?.[0] as Buffer,
    path: (index) => {
      const path: string[] = [];
      for (let depth = 0, at = index; depth < levels.length - 1; depth++, at >>= 1) {
        const sibling = levels[depth]?.[at ^ 1];
        if (!sibling) continue;
        const texts = written[depth] as string[];
        texts[at ^ 1] ??= sibling.toString('base64url');
        path.push(texts[at ^ 1] as string);
      }
      return path;
    },
  };
}

/** The root that a leaf and its audit path lead to in a tree of `count` leaves (RFC 9162, section 2.1.3.2); null where they cannot. */
export function rootOf(leaf: Buffer, index: number, count: number, path: readonly Buffer[]): Buffer | null {
  if (!(index < count)) return null;
  let at = index;
  let last = count - 1;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0 || sibling.length !== BYTES) return null;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else root = nodeHash(root, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}
