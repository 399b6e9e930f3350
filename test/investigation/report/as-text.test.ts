import { expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report/as-text.ts';
import { background, baseline, usually } from '../../support/baseline.ts';
import { evidence, healthyRun } from '../../support/evidence.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

it('a report in a terminal says what is usual with the number of runs, and where it comes from', () => {
  const usual = baseline({ queue: usually(620, 1_910) });
  const text = reportText(explain({ ...evidence(healthyRun), background: background(usual) }));
  expect(text).toContain('Phases (usual: from 214 healthy runs since 8 Nov, else from the documents):\n');
  expect(text).toMatch(/Making the queue +1\.45 s ± 0\.85 s +usually 0\.62–1\.91 s, 214 runs +usual\n/);
  expect(text).toMatch(/Scheduling .* usually 0–2 s {2}/);
  expect(text).toMatch(/\nTogether: 2\.8\d s ± 0\.0\d s, of which 0\.52 s cannot be told apart\n/);
});

it('a report from before that was told has its phases as they were', () => {
  expect(reportText(report())).toContain('Phases:\n  Configure ');
});

it('a report in a terminal says how sure it is, what would show it wrong, what else it could be and what is unusual', () => {
  const row = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };
  const sure = { sureness: 'certain: Kubernetes says so', refuter: 'It gets a node', commands: ['kubectl get nodes'] };
  const text = reportText(
    report({
      cause: finding(sure),
      alternatives: [{ id: 'queue-missing', means: 'no queue', summary: 'Queue missing', standing: 'not-excluded' }],
      decidingLook: { look: 'jobs', why: 'The list of jobs shows it' },
      differential: { runs: 10, unusual: [row], same: [{ ...row, label: 'pod label job_id', now: 'absent' }] },
    }),
  );
  expect(text).toContain('Cause (pod-not-scheduled, certain: Kubernetes says so): The pod');
  expect(text).toContain('\n  wrong if: It gets a node\n  $ kubectl get nodes\n');
  expect(text).toContain('Could also be:\n  queue-missing (not excluded): Queue missing\n');
  expect(text).toContain('Would decide it:\n  The list of jobs shows it\n');
  expect(text).toContain('Unusual against the last 10 healthy runs:\n  node  gpu-2  usually gpu-1 in 10 of 10\n');
  expect(text).toContain('Not suspicious, the same on healthy runs:\n  pod label job_id absent\n');
});

it('a report in a terminal says what changed since it last worked, before what is unusual', () => {
  const row = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };
  const text = reportText(report({ changes: twoChanges, differential: { runs: 10, unusual: [row], same: [] } }));
  expect(text).toContain(`Since it last worked (14:54 UTC):
  ${twoChanges.sentence}
  - Deployment a changed at 15:04 UTC: a:1 → a:2
  A change is no cause by itself
  Compared: Deployments and ConfigMaps
  Not compared: Secrets (the bot needs list on secrets)

Unusual against`);
  expect(reportText(report())).not.toContain('last worked');
});
