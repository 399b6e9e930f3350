/** What this version was measured to do by `npm run --silent bench -- timing`, as docs/benchmarks.md has it. */
export const certificate = {
  /** Jobs of the lab, each in real time. */
  jobs: 0,
  /** 95 of 100 consumers were dated no farther from when they were, ms. */
  consumerOffMs: 0,
  /** Of all intervals that were claimed, those that hold the moment, %. */
  trueShare: 0,
} as const;

/** `this version: consumer ± 24 ms, intervals true in 99.9 % of 1,000 jobs`. */
export function certificateWords({ jobs, consumerOffMs, trueShare }: typeof certificate | Measured): string {
  return `this version: consumer ± ${consumerOffMs} ms, intervals true in ${trueShare} % of ${jobs.toLocaleString('en')} jobs`;
}

type Measured = { readonly [figure in keyof typeof certificate]: number };
