import type { IncidentKind } from './book.ts';
import type { Check } from './check.ts';

/** What makes two troubles the same one: never prose, ids or times. */
export function fingerprintOf({ name, environment }: Pick<Check, 'name' | 'environment'>, cause: string): string {
  return `${environment}/${name}/${cause}`;
}

/** The same for every delivery of the same run; letters and digits. */
export function incidentId(kind: IncidentKind, fingerprint: string, run: string, at: number): string {
  return `${Math.max(0, Math.trunc(at)).toString(36)}${hash(`${kind} ${fingerprint} ${run}`)}`;
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}
