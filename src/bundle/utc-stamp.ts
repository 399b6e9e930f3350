/** ms since the epoch as `2025-11-13T15:34:15.123456Z`: as fine as a stamp of the cluster is kept. */
export function utcStamp(ms: number): string {
  const whole = Math.floor(ms);
  const micros = String(Math.floor((ms - whole) * 1_000)).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${micros}Z`);
}
