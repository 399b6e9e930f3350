import { expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report-text.ts';
import { background, baseline, usually } from '../support/baseline.ts';
import { evidence, healthyRun } from '../support/evidence.ts';
import { report } from '../support/report.ts';

it('a report in a terminal says what is usual with the number of runs, and where it comes from', () => {
  const usual = baseline({ queue: usually(620, 1_910) });
  const text = reportText(explain({ ...evidence(healthyRun), background: background(usual) }));
  expect(text).toContain('Phases (usual: from 214 healthy runs since 8 Nov, else from the documents):\n');
  expect(text).toMatch(/Making the queue +0\.6–2\.3 s +usually 0\.62–1\.91 s, 214 runs +usual\n/);
  expect(text).toMatch(/Scheduling .* usually 0–2 s {2}/);
});

it('a report from before that was told has its phases as they were', () => {
  expect(reportText(report())).toContain('Phases:\n  Configure ');
});
