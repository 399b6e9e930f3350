import { describe, expect, it } from 'vitest';
import { threadReplies } from '#slack/blocks/thread.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { finding, report } from '../../support/report.ts';

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
      expect(replies.length).toBeLessThanOrEqual(4);
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
