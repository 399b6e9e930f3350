import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { CERTIFICATE } from '#investigation/timeline/certificate.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import { detailsBlocks } from '#slack/blocks/details.ts';
import { detailsView } from '#slack/views/details.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { evidence, healthyRun } from '../../support/evidence.ts';
import { expectAcceptable, expectInert, wordsOf } from '../../support/message.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

function wordsFor(changes: Parameters<typeof report>[0] = {}): string {
  const content = { text: 'details', blocks: detailsBlocks(report(changes)) };
  expectAcceptable(content);
  return wordsOf(content);
}

describe('the details of a report', () => {
  it('name proof with its times, what is explained, what was not seen and what stays open', () => {
    const against = [{ observation: 'o9', at: '+3.00 s', text: 'a node became ready' }];
    const words = wordsFor({ cause: finding({ against }) });
    expect(words).toContain('What speaks for it\n+1.20 s event FailedScheduling: 0/2 nodes are available');
    expect(words).toContain('What speaks against it\n+3.00 s a node became ready');
    expect(words).toContain('Explained by it\nMetadata said "Invalid job_id" for 30.0 s (+1.20 s)');
    expect(words).toContain('Not seen\nrabbitmq: the management API of staging is not configured');
    expect(words).toContain('Still open\nWhether metadata answers for another job was not asked');
  });

  it('say how sure it is, what would show it wrong, what else it could be, and give all commands', () => {
    const command = "kubectl -n panda get pods -l app=grpc-job-19-7   # '&' <all>";
    const words = wordsFor({
      cause: finding({ sureness: 'certain: Kubernetes says so', refuter: 'The pod gets a node', commands: [command] }),
      alternatives: [{ id: 'queue-missing', means: 'm', summary: 'No queue: not asked', standing: 'not-excluded' }],
      decidingLook: { look: 'jobs', why: 'The list of jobs shows it' },
    });
    expect(words).toContain('How sure: \ncertain: Kubernetes says so');
    expect(words).toContain('What would show it wrong: \nThe pod gets a node');
    expect(words).toContain('Could also be\nNot excluded (queue-missing): No queue: not asked');
    expect(words).toContain('What would decide it: \nThe list of jobs shows it');
    expect(words).toContain("Commands\nkubectl -n panda get pods -l app=grpc-job-19-7 # '&' <all>");
  });

  it('give no half of a command, and say how much is in the evidence alone', () => {
    const commands = [`kubectl delete pod ${'x'.repeat(500)} --dry-run=server`, 'kubectl get pods\nrm -rf /'];
    const words = wordsFor({ cause: finding({ commands }) });
    expect(words).toContain('Commands\nkubectl get pods rm -rf /\n');
    expect(words).not.toContain('kubectl delete');
    expect(words).toContain('1 more or longer in the evidence.');
  });

  it.each([
    ['healthy', 'Nothing wrong was found.'],
    ['degraded', 'It was slow, but nothing that was seen says why.'],
    ['broken', 'It did not work, but nothing that was seen says why.'],
    ['inconclusive', 'What was seen is not enough to say.'],
  ] as const)('say so when %s has no cause', (verdict, sentence) => {
    const { cause: _, ...causeless } = report({ verdict });
    expect(wordsOf({ text: '', blocks: detailsBlocks(causeless) })).toContain(`Why: \n${sentence}`);
  });

  it('tell when each thing came, how long it took, and what is unusual', () => {
    const measured = { id: 'queue', label: 'Making the queue', took: '1.1 s', usual: '0.62–1.91 s', runs: 214 };
    const node = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };
    const words = wordsFor({
      phases: [{ ...measured, judgement: 'longer' }],
      usualFrom: 'from 214 healthy runs since 8 Nov',
      differential: { runs: 10, unusual: [node], same: [{ ...node, label: 'pod label job_id', now: 'absent' }] },
    });
    expect(words).toMatch(/When things happened\nConfigure answered +0\.26 s\n/);
    expect(words).toMatch(/\nMetadata answers +not reached, > 30\.0 s\n/);
    expect(words).toMatch(/\nQueue exists +not seen\n/);
    expect(words).toContain(
      'Where the time went; usual from 214 healthy runs since 8 Nov\nMaking the queue: 1.1 s, usually 0.62–1.91 s, 214 runs',
    );
    expect(words).toContain('Unusual against the last 10 healthy runs\nnode: gpu-2, usually gpu-1 in 10 of 10');
    expect(words).toContain('Not suspicious, the same on healthy runs\npod label job_id absent');
  });

  it('tell what changed since it last worked, ten at most', () => {
    const rows = Array.from({ length: 13 }, (_, i) => ({ part: `Node n${i}`, change: 'gone' as const, when: 'at 1' }));
    const words = wordsFor({ changes: { ...twoChanges, sentence: 'Much', rows } });
    expect(words).toContain('Since it last worked (14:54 UTC): \nMuch\n');
    expect(words).toContain('Node n9 disappeared at 1\n3 more in the evidence\n');
  });

  it('are a modal that Slack accepts, inert for any report', () => {
    holdsForAny(anyReport, (any) => {
      expectInert({ text: 'details', blocks: detailsBlocks(any) });
      expect(findViewProblems(detailsView(any))).toEqual([]);
    });
  });
});

describe('where the time went', () => {
  it('ends with what the parts add up to, and how exactly this version dates, as the benchmarks have it', () => {
    const words = wordsOf({ text: 'details', blocks: detailsBlocks(explain(evidence(healthyRun))) });
    expect(words).toContain('Together: 2.8');
    expect(words).toContain(CERTIFICATE);
    expect(readFileSync('docs/benchmarks.md', 'utf8')).toContain(CERTIFICATE);
  });
});
