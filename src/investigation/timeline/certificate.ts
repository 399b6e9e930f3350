/** What this version was measured to do by `npm run --silent bench -- timing`, as docs/benchmarks.md has it. */
export const CERTIFICATE = 'this version: consumer ± 28 ms, intervals true in 100 % of 1,000 jobs';
