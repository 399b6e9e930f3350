import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import type { Report } from '#investigation/report/report.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { evidence, healthyRun } from '../../support/evidence.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

describe('a report as Markdown', () => {
  it('says the answer first, then what to do, then the course', () => {
    const [heading, , next, , course, , scope] = reportMarkdown(report()).split('\n');
    expect(heading).toBe('# staging: job 19-7 found no node: no GPU is free · Kubernetes says so');
    expect(next).toBe('**Next:** Check for a free GPU and a ready node');
    expect(course).toBe('configure 0.3 s → ✗ pod never, 30 s');
    expect(scope).toBe('Job 2-40 got its consumer 4 min ago');
  });

  it('gives each cause its proof, for and against, as it was logged', () => {
    const proof = { observation: 'o12', at: '+1.20 s', text: 'queue *grpc* | `x`' };
    const text = reportMarkdown(
      report({ cause: finding({ because: [proof], against: [{ ...proof, at: '−0.1 s' }] }) }),
    );
    expect(text).toContain('What speaks for it:\n\n- +1.20 s `` queue *grpc* | `x` `` (o12)');
    expect(text).toContain('What speaks against it:\n\n- −0.1 s `` queue *grpc* | `x` `` (o12)');
  });

  it('does not repeat of the cause what the top says, and tells of other findings what to do', () => {
    const text = reportMarkdown(report({ alsoFound: [finding({ id: 'other', summary: 'Other', remedy: 'Do this' })] }));
    expect(text.match(/was still Pending/g)).toHaveLength(1);
    expect(text).toContain('## Also found: other\n\nOther\n');
    expect(text).toContain('**To do:** Do this');
    expect(text).toContain('## Symptom: consumer-never-created');
  });

  it('says how sure it is, what would show it wrong, what else it could be and what is unusual', () => {
    const row = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };
    const sure = {
      sureness: 'certain: Kubernetes says so',
      refuter: 'It gets a node',
      commands: ['kubectl get nodes'],
    };
    const text = reportMarkdown(
      report({
        cause: finding(sure),
        alternatives: [{ id: 'queue-missing', means: 'no queue', summary: 'Queue missing', standing: 'possible' }],
        decidingLook: { look: 'jobs', why: 'The list of jobs shows it' },
        differential: { runs: 10, unusual: [row], same: [{ ...row, label: 'pod label x', now: 'absent' }] },
      }),
    );
    expect(text).toContain('**How sure:** certain: Kubernetes says so\n\n```text\nkubectl get nodes\n```\n');
    expect(text).toContain('**What would show it wrong:** It gets a node');
    expect(text).toContain('## Could also be\n\n- **queue-missing** (it fits): Queue missing\n');
    expect(text).toContain('## What would decide it\n\nThe list of jobs shows it\n');
    expect(text).toContain('## Unusual against the last 10 healthy runs\n\n| Signal | Now | Usually |');
    expect(text).toContain('## Not suspicious, the same on healthy runs\n\n- pod label x absent\n');
  });

  it('says what changed since it last worked', () => {
    const text = reportMarkdown(report({ changes: twoChanges }));
    expect(text).toContain(`## Since it last worked (14:54 UTC)

- ${twoChanges.sentence}
- Deployment a changed at 15:04 UTC: a:1 → a:2
- A change is no cause by itself
- Compared: Deployments and ConfigMaps
- Not compared: Secrets (the bot needs list on secrets)
`);
  });

  it('has tables of milestones and phases, and lists of what was not seen and stays open', () => {
    const text = reportMarkdown(report());
    expect(text).toContain('| Pod created | 0.9–1.2 s | kubernetes |');
    expect(text).toContain('| Scheduling | > 29.1 s | 0–1 s | unfinished |');
    expect(text).toContain('- **rabbitmq:** the management API of staging is not configured');
    expect(text).toContain('## Open\n\n- Whether metadata');
  });

  it('says what is usual with the number of runs, and where it comes from', () => {
    const phase = { id: 'queue', label: 'Making the queue', took: '1.1 s', usual: '0.62–1.91 s', runs: 214 };
    const text = reportMarkdown(
      report({ phases: [{ ...phase, judgement: 'usual' }], usualFrom: 'from 214 healthy runs since 8 Nov' }),
    );
    expect(text).toContain(
      '| Making the queue | 1.1 s | 0.62–1.91 s, 214 runs | usual |\n\nWhat is usual: from 214 healthy runs since 8 Nov\n',
    );
    expect(reportMarkdown(report())).not.toContain('What is usual');
  });

  it('shows log lines unchanged, how often they came, and which errors are new', () => {
    const line = {
      source: 'grpc' as const,
      pod: 'grpc-job-19-7-8rlgb',
      at: '+1.2 s',
      level: 'error',
      text: 'no <b>| *queue*',
    };
    const lines = [{ ...line, count: 250, lastAt: '+29.8 s', every: '3.2 s', isNew: true as const }, line];
    expect(reportMarkdown(report({ logLines: lines }))).toContain(
      [
        '```text',
        'NEW +1.2 s grpc-job-19-7-8rlgb: no <b>| *queue* ×250, last +29.8 s, every ~3.2 s',
        '+1.2 s grpc-job-19-7-8rlgb: no <b>| *queue*',
        '```',
      ].join('\n'),
    );
  });

  it('fences log lines with more backticks than any of them has', () => {
    const line = {
      source: 'grpc' as const,
      pod: 'p',
      at: '+1 s',
      level: 'error',
      text: '````\n# Healthy: all is well',
    };
    const text = reportMarkdown(report({ logLines: [line] }));
    expect(text).toContain('`````text\n+1 s p: ```` # Healthy: all is well\n`````\n');
  });

  it('leaves out parts of which there is nothing to say', () => {
    const text = reportMarkdown(explain(evidence(healthyRun)));
    expect(text.match(/^#.*/gm)?.map((line) => line.replace(/:.*/, ''))).toEqual([
      '# staging',
      '## Milestones',
      '## Phases',
    ]);
  });

  it('gives the same bytes for the same report', () => {
    holdsForAny(
      anyReport,
      (any) => {
        expect(reportMarkdown(structuredClone(any))).toBe(reportMarkdown(any));
      },
      10,
    );
  });

  it('has the same headings, items, tables and fences whatever its texts are', () => {
    holdsForAny(
      anyReport,
      (any) => {
        expect(skeleton(reportMarkdown(any))).toEqual(skeleton(reportMarkdown(plain(any))));
      },
      10,
    );
  });
});

/** The same report with every text from outside replaced, and nothing else: equal ones by equal ones where that is told. */
function plain(any: Report): Report {
  const calm = <T>(value: T, key = ''): T => {
    if (typeof value === 'string')
      return (['verdict', 'state', 'judgement', 'source', 'change'].includes(key) ? value : 'x') as T;
    if (Array.isArray(value)) return value.map((part) => calm(part)) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, calm(part, name)])) as T;
  };
  const findingOf = (found: Report['alsoFound'][number]) => ({
    ...calm(found),
    summary: found.summary === any.headline ? 'x' : 'y',
    remedy: found.remedy === any.nextStep ? 'x' : 'y',
  });
  return {
    ...calm(any),
    ...(any.cause && { cause: findingOf(any.cause) }),
    alsoFound: any.alsoFound.map(findingOf),
    symptoms: any.symptoms.map(findingOf),
  };
}

/** What each line is to a reader of Markdown; inside of a fence nothing is anything. */
function skeleton(markdown: string): readonly string[] {
  let fence = '';
  return markdown.split('\n').map((line) => {
    const run = /^(`{3,})(text)?$/.exec(line)?.[1] ?? '';
    if (fence !== '') {
      const closes = run.length >= fence.length && !line.endsWith('text');
      if (closes) fence = '';
      return closes ? 'fence' : 'in a fence';
    }
    if (run !== '') {
      fence = run;
      return 'fence';
    }
    return kindOf(line);
  });
}

/** How the line begins, and every sign in it that means something: what is escaped or in a code span does not. */
function kindOf(line: string): string {
  const begin = /^(?:#+|[-+](?=[-\s]|$)|[>=]|\d+[.)](?=\s|$)|\||)/.exec(line)?.[0] ?? '';
  const signs: string[] = [];
  for (let i = 0; i < line.length; i += 1) {
    const sign = line.charAt(i);
    if (sign === '\\') i += 1;
    else if (sign === '`') {
      const run = /^`+/.exec(line.slice(i))?.[0] ?? '';
      const end = new RegExp(`(?<!\`)${run}(?!\`)`).exec(line.slice(i + run.length));
      signs.push(end ? 'code' : 'an open `');
      i += end ? run.length + end.index + run.length - 1 : run.length - 1;
    } else if (/[*[\]<|~$]/.test(sign) || /^&#?\w+;/.test(line.slice(i))) signs.push(sign);
  }
  return [begin, ...signs].join(' ');
}
