import { describe, expect, it } from 'vitest';
import { threadReplies } from '#slack/blocks/diagnosis.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

function lineOf(text: string) {
  return { source: 'grpc' as const, pod: 'grpc-job-19-7-8rlgb', at: '+2.31 s', level: 'error', text };
}

function replyAbout(title: string, changes: Parameters<typeof report>[0] = {}) {
  const reply = threadReplies(report(changes)).find(({ content }) => content.text.startsWith(title));
  if (reply === undefined) throw new Error(`no reply begins with ${title}`);
  return reply;
}

describe('the thread of a report', () => {
  it('says when, how long, why, and shows the log lines, in four messages', () => {
    const replies = threadReplies(report());
    expect(replies.map(({ content }) => content.text.replace(/:.*/, ''))).toEqual([
      'When things happened',
      'Where the time went',
      'Why',
      'Log lines, the most telling first',
    ]);
    expect(replies.map(({ file }) => file)).toEqual([undefined, undefined, undefined, undefined]);
    for (const { content } of replies) expectAcceptable(content);
  });

  it('leaves out what there is nothing to say about', () => {
    const replies = threadReplies(report({ milestones: [], phases: [], logLines: [] }));
    expect(replies.map(({ content }) => content.text.slice(0, 3))).toEqual(['Why']);
  });

  it('is accepted by Slack and inert for any report', () => {
    holdsForAny(anyReport, (any) => {
      const replies = threadReplies(any);
      expect(replies.length).toBeLessThanOrEqual(5);
      for (const { content, file } of replies) {
        expectAcceptable(content);
        if (file) expect(file.content).not.toMatch(/[\u0000\u001b\u202e\u2066]/);
      }
    });
  });
});

describe('the tables', () => {
  it('tell a limit from a time and name who saw it', () => {
    const words = wordsOf(replyAbout('When').content);
    expect(words).toContain('Milestone\nWhen\nSeen by\nConfigure answered\n0.26 s\ntrigger');
    expect(words).toContain('Metadata answers\nnot reached, > 30.0 s\nmetadata');
    expect(words).toContain('Queue exists\nnot seen\n–');
  });

  it('judge each phase by a word and a mark', () => {
    const words = wordsOf(replyAbout('Where').content);
    expect(words).toContain('Configure\n0.26 s\n0.2–0.5 s\n✓ usual');
    expect(words).toContain('Scheduling\n> 29.1 s\n0–1 s\n✗ unfinished');
  });

  it('say what is usual with the number of runs, and where it comes from', () => {
    const measured = { id: 'queue', label: 'Making the queue', took: '1.1 s', usual: '0.62–1.91 s', runs: 214 };
    const words = wordsOf(
      replyAbout('Where', {
        phases: [{ ...measured, judgement: 'longer' }],
        usualFrom: 'from 214 healthy runs since 8 Nov',
      }).content,
    );
    expect(words).toContain('Where the time went\nWhat is usual: from 214 healthy runs since 8 Nov\nPhase');
    expect(words).toContain('Making the queue\n1.1 s\n0.62–1.91 s, 214 runs\n✓ longer, not slow');
  });

  it('say nothing of where the usual comes from in a report from before that was told', () => {
    expect(wordsOf(replyAbout('Where').content)).toMatch(/^Where the time went\nPhase\n/);
  });

  it('put all rows into a file when they are too many', () => {
    const row = { id: 'x', state: 'reached' as const, when: '1 s', witnesses: ['a', 'b'] };
    const milestones = Array.from({ length: 60 }, (_, index) => ({ ...row, label: `Milestone ${index}` }));
    const { content, file } = replyAbout('When', { milestones });
    expect(content.text).toBe('When things happened (40 of 60, all in the file)');
    expect(file?.filename).toBe('milestones.txt');
    expect(file?.content).toContain('Milestone 59 | 1 s | a, b');
  });
});

describe('the diagnosis', () => {
  it('names proof with its times, what is explained, what was not seen and what stays open', () => {
    const against = [{ observation: 'o9', at: '+3.00 s', text: 'a node became ready' }];
    const words = wordsOf(replyAbout('Why', { cause: finding({ against }) }).content);
    expect(words).toContain('What speaks for it\n+1.20 s event FailedScheduling: 0/2 nodes are available');
    expect(words).toContain('What speaks against it\n+3.00 s a node became ready');
    expect(words).toContain('Explained by it\nMetadata said "Invalid job_id" for 30.0 s (+1.20 s)');
    expect(words).toContain('Not seen\nrabbitmq: the management API of staging is not configured');
    expect(words).toContain('Still open\nWhether metadata answers for another job was not asked');
  });

  it('says how sure it is, what would show it wrong, what else it could be, and gives commands to copy', () => {
    const command = "kubectl -n panda get pods -l app=grpc-job-19-7   # '&' <all>";
    const { content } = replyAbout('Why', {
      cause: finding({ sureness: 'certain: Kubernetes says so', refuter: 'The pod gets a node', commands: [command] }),
      alternatives: [{ id: 'queue-missing', summary: 'Queue missing: not asked', standing: 'not-excluded' }],
      decidingLook: { look: 'jobs', why: 'The list of jobs shows it' },
    });
    const words = wordsOf(content);
    expect(words).toContain('How sure: \ncertain: Kubernetes says so');
    expect(words).toContain('What would show it wrong: \nThe pod gets a node');
    expect(words).toContain('Could also be\nNot excluded (queue-missing): Queue missing: not asked');
    expect(words).toContain('What would decide it: \nThe list of jobs shows it');
    expect(JSON.stringify(content.blocks)).toContain('"rich_text_preformatted"');
    expect(words).toContain("Commands\nkubectl -n panda get pods -l app=grpc-job-19-7 # '&' <all>");
  });

  it('gives no half of a command: what is too long is in the file alone', () => {
    const commands = [`kubectl delete pod ${'x'.repeat(500)} --dry-run=server`, 'kubectl get pods\nrm -rf /'];
    const { content, file } = replyAbout('Why', { cause: finding({ commands }) });
    const words = wordsOf(content);
    expect(words).toContain('Commands\nkubectl get pods rm -rf /\n');
    expect(words).not.toContain('kubectl delete');
    expect(file?.content).toContain('--dry-run=server');
  });

  it('is accepted by Slack when all of it is as long as it may be', () => {
    const text = 'x'.repeat(3_000);
    const points = Array.from({ length: 60 }, () => 'y'.repeat(60));
    const proofs = points.map((point) => ({ observation: 'o1', at: '+1 s', text: point }));
    const sure = { sureness: text, refuter: text, commands: points.map((point, index) => `${point}${index}`) };
    const cause = finding({ summary: text, remedy: text, because: proofs, against: proofs, ...sure });
    const many = points.map((summary) => finding({ summary, because: [], remedy: '' }));
    const { content } = replyAbout('Why', {
      cause,
      alsoFound: many,
      symptoms: many,
      alternatives: points.map((summary) => ({ id: 'z', summary, standing: 'possible' })),
      decidingLook: { look: 'jobs', why: text },
      notSeen: points.map((why) => ({ what: 'w', why })),
      undecided: points,
    });
    expect(wordsOf(content).length).toBeGreaterThan(8_500);
    expectAcceptable(content);
  });

  it('repeats no remedy that the root message already gives', () => {
    expect(wordsOf(replyAbout('Why').content)).not.toContain('How to mend it');
    expect(wordsOf(replyAbout('Why', { nextStep: 'Call the operator' }).content)).toContain(
      'How to mend it: \nCheck for a free GPU',
    );
  });

  it.each([
    ['healthy', 'Nothing wrong was found.'],
    ['degraded', 'It was slow, but nothing that was seen says why.'],
    ['broken', 'It did not work, but nothing that was seen says why.'],
    ['inconclusive', 'What was seen is not enough to say.'],
  ] as const)('says so when %s has no cause', (verdict, sentence) => {
    const { cause: _, ...causeless } = report({ verdict });
    const [why] = threadReplies(causeless).filter(({ content }) => content.text.startsWith('Why'));
    expect(why?.content.text).toBe(`Why: ${sentence}`);
  });

  it('puts into a file what is too long, and says how much', () => {
    const because = Array.from({ length: 100 }, (_, index) => ({
      observation: 'o1',
      at: `+${index} s`,
      text: `line ${index} ${'x'.repeat(100)}`,
    }));
    const { content, file } = replyAbout('Why', { cause: finding({ because }) });
    expect(wordsOf(content)).toMatch(/\d\d more or longer in the attached file\.$/);
    expect(file?.content).toContain('- +99 s  line 99 xxx');
  });
});

describe('what is unusual', () => {
  const label = { signal: 'pod.label.job_id', label: 'pod label job_id', now: 'absent', usually: 'absent in 10 of 10' };
  const node = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };

  it('is a table against the last healthy runs, with what is not suspicious', () => {
    const differential = { runs: 10, unusual: [node], same: [label] };
    const words = wordsOf(replyAbout('Unusual', { differential }).content);
    expect(words).toContain('Unusual against the last 10 healthy runs\n');
    expect(words).toContain('Not suspicious, the same on healthy runs: pod label job_id absent\n');
    expect(words).toContain('Signal\nNow\nUsually\nnode\ngpu-2\ngpu-1 in 10 of 10');
  });

  it('may be nothing', () => {
    const differential = { runs: 1, unusual: [], same: [label] };
    expect(replyAbout('Nothing is', { differential }).content.text).toBe(
      'Nothing is unusual against the last healthy run',
    );
  });

  it('is not known without a healthy run, and not told of a healthy one or of a report from before that was told', () => {
    const said = (changes: Parameters<typeof report>[0]) =>
      threadReplies(report(changes)).filter(({ content }) => content.text === 'No healthy run to compare with').length;
    expect(said({ alternatives: [] })).toBe(1);
    expect(said({ alternatives: [], verdict: 'healthy' })).toBe(0);
    expect(said({})).toBe(0);
  });
});

describe('what changed since it last worked', () => {
  const node = { signal: 'pod.node', label: 'node', now: 'gpu-2', usually: 'gpu-1 in 10 of 10' };

  it('stands above what is unusual, in the same message', () => {
    const differential = { runs: 10, unusual: [node], same: [] };
    const words = wordsOf(replyAbout('Unusual', { changes: twoChanges, differential }).content);
    expect(words).toContain(`Since it last worked (14:54 UTC): \n${twoChanges.sentence}\n`);
    expect(words).toContain('\nDeployment a changed at 15:04 UTC: a:1 → a:2\n');
    expect(words).toContain(
      'A change is no cause by itself. Compared: Deployments and ConfigMaps. Not compared: Secrets',
    );
    expect(words.indexOf('Since it last worked')).toBeLessThan(words.indexOf('Unusual against'));
  });

  it('is a message of its own where there is nothing else to compare with', () => {
    const [changes] = threadReplies(report({ changes: twoChanges })).filter(
      ({ content }) => content.text === twoChanges.sentence,
    );
    expect(changes && wordsOf(changes.content)).toContain('Since it last worked');
  });

  it('tells ten, and how many more there are', () => {
    const rows = Array.from({ length: 13 }, (_, i) => ({ part: `Node n${i}`, change: 'gone' as const, when: 'at 1' }));
    const changes = { ...twoChanges, sentence: 'Much', rows };
    const words = wordsOf(replyAbout('Much', { changes }).content);
    expect(words).toContain('Node n9 disappeared at 1\n3 more in the evidence\n');
  });
});

describe('the log lines', () => {
  it('stand as they are, so that they can be copied and searched for', () => {
    const text = 'ERROR   <!channel> `a_b`  *x* & "q"';
    expect(wordsOf(replyAbout('Log', { logLines: [lineOf(text)] }).content)).toContain(`+2.31 s  grpc  error  ${text}`);
  });

  it('go into a file whole when they are too long', () => {
    const logLines = [
      lineOf('y'.repeat(900)),
      ...Array.from({ length: 50 }, (_, index) => lineOf(`line ${index} ${'x'.repeat(300)}`)),
    ];
    const { content, file } = replyAbout('Log', { logLines });
    expect(content.text).toMatch(/^Log lines, the most telling first \(\d\d of 51\)$/);
    expect(file?.content).toContain('y'.repeat(900));
    expect(file?.content).toContain('grpc-job-19-7-8rlgb  error  line 49');
  });
});
