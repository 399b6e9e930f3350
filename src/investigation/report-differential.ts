/** What was compared with: `the last 10 healthy runs`. */
export function healthyRuns(runs: number): string {
  return runs === 1 ? 'the last healthy run' : `the last ${runs} healthy runs`;
}
