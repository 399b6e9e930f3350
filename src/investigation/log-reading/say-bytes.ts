const UNITS: readonly (readonly [bytes: number, unit: string])[] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
];

/** Bytes for people: `1 byte`, `812 bytes`, `4.2 KB`, `1.2 MB`. */
export function sayBytes(bytes: number): string {
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, bytes === 1 ? 'byte' : 'bytes'];
  const value = bytes / size;
  return `${size === 1 || value >= 100 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} ${unit}`;
}
