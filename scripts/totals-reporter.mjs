import { appendFileSync } from 'node:fs';

/** Prints the plain closing line `N passed, N failed`; with FOCUS_TOTALS_FILE set, also appends `N N` there, for a sum over suites. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from its default export.
export default class TotalsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      // A hook that fails leaves its tests unrun.
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
    }
    if (process.env.FOCUS_TOTALS_FILE) appendFileSync(process.env.FOCUS_TOTALS_FILE, `${passed} ${failed}\n`);
    console.log(`${passed} passed, ${failed} failed`);
  }
}
