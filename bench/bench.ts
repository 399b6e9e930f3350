/** One benchmark: measures, and holds what it measured against its targets. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** What may be typed after its name besides the options of all, each as `--name`. */
  readonly flags?: readonly { readonly name: string; readonly about: string }[];
  run(options: BenchOptions): Promise<Measured>;
}

export interface BenchOptions {
  readonly runs: number;
  /** The first of the seeds, where chance has a part. */
  readonly seed: number;
  /** Those of its flags that were typed. */
  readonly flags: ReadonlySet<string>;
  say(line: string): void;
}

export interface Measured {
  readonly targets: readonly Target[];
  /** What was measured, one row a sample or a group of them. */
  readonly rows: readonly Row[];
}

export type Row = Readonly<Record<string, string | number>>;

export interface Target {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Such as `≤ 5`. */
  readonly target: string;
  readonly ok: boolean;
}

export function atMost(name: string, value: number, unit: string, most: number): Target {
  return { name, value: Math.round(value * 100) / 100, unit, target: `≤ ${most}`, ok: value <= most };
}

export function atLeast(name: string, value: number, unit: string, least: number): Target {
  return { name, value: Math.floor(value * 100) / 100, unit, target: `≥ ${least}`, ok: value >= least };
}

/** A row of what was measured: median, percentiles and most, to a tenth. */
export function row(what: string, values: readonly number[]): Row {
  const at = (p: number) => Math.round(percentile(values, p) * 10) / 10;
  return { what, samples: values.length, median: at(50), p95: at(95), p99: at(99), most: at(100) };
}

/** One sample after the other. */
export async function series<T>(count: number, sample: (index: number) => Promise<T>): Promise<readonly T[]> {
  const samples: T[] = [];
  for (let i = 0; i < count; i++) samples.push(await sample(i));
  return samples;
}

/** The nearest-rank percentile, p in 0–100. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** The 95 % interval of a share, as E. B. Wilson gave it (JASA 22, 1927): it holds also near 0 and 1. */
export function wilson(hits: number, of: number): readonly [low: number, high: number] {
  if (of === 0) return [0, 1];
  const z = 1.959964;
  const share = hits / of;
  const middle = share + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}

/** How many of how many, and which share that may really be: `of 300, 0–1.3 %`. */
export function ofAll(hits: number, of: number): string {
  const [low, high] = wilson(hits, of).map((share) => Math.round(share * 1_000) / 10);
  return `of ${of}, ${low}–${high} %`;
}
