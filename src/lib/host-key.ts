import { createHash, timingSafeEqual } from 'node:crypto';

/** As known_hosts has it, `ssh-ed25519 AAAA…`, or `SHA256:…` as ssh-keygen -l says it; undefined for what is neither. */
export function readHostKey(text: string): ((key: Buffer) => boolean) | undefined {
  const [, print] = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text.trim()) ?? [];
  if (print !== undefined) return (key) => isSame(Buffer.from(fingerprint(key)), Buffer.from(`SHA256:${print}`));
  const [, kind, base64] = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]{40,}={0,2})(?: .*)?$/.exec(text.trim()) ?? [];
  if (kind === undefined || base64 === undefined) return undefined;
  const wanted = Buffer.from(base64, 'base64');
  // The key begins with its kind, with a length before it.
  if (wanted.subarray(4, 4 + kind.length).toString() !== kind) return undefined;
  return (key) => isSame(key, wanted);
}

export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256')
    .update(key)
    .digest('base64')
    .replace(/(?<!=)=+$/, '')}`;
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
