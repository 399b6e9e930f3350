import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress } from '#investigation/report/progress.ts';
import { rootProgress } from '#slack/blocks/progress.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const startedAt = Date.UTC(2025, 10, 13, 15, 34, 15);

function progress(changes: Partial<Progress> = {}): Progress {
  return {
    investigation: 'inv-7f3a',
    environment: 'staging',
    requestedBy: 'U0ASKER',
    request: 'multichannel, channels 1-50, live',
    state: 'watching',
    jobId: '19-7',
    startedAt,
    steps: [
      { label: 'Configure answered', state: 'done', at: '+0.26 s' },
      { label: 'Pod running', state: 'active' },
      { label: 'Consumer', state: 'pending' },
      { label: 'Stream port', state: 'failed', at: '+9.10 s' },
    ],
    ...changes,
  };
}

describe('the root message while an investigation runs', () => {
  it('says where it is and since when, and changes with what is known alone', () => {
    const content = rootProgress(progress());
    expect(content.text).toBe('Watching job 19-7 in staging');
    expect(wordsOf(content)).toMatch(/Watching job 19-7 in staging\n[\s\S]* · since <!date\^1763048055\^/);
    expectAcceptable(content);
  });

  it('tells the state of each step by a word and a mark', () => {
    const { blocks = [] } = rootProgress(progress());
    expect(wordsOf({ text: '', blocks: blocks.slice(1, 2) }).replaceAll(/\n+/g, '\n')).toBe(
      ' Configure answered: done, +0.26 s\n Pod running: now\n Consumer: to come\n Stream port: will not come, +9.10 s',
    );
    const marks = [...JSON.stringify(blocks[1]).matchAll(/"name":"(\w+)"/g)].map(([, name]) => name);
    expect(marks).toEqual(['white_check_mark', 'hourglass_flowing_sand', 'white_small_square', 'x']);
  });

  it.each([
    [{ state: 'waiting', position: 1 }, 'Next in the queue for staging'],
    [{ state: 'waiting', position: 3 }, 'Waiting for staging, number 3 in the queue'],
    [{ state: 'configuring' }, 'Asking staging for a job'],
    [{ state: 'explaining' }, 'Finding out what happened in staging'],
  ] as const)('words %j', (changes, text) => {
    expect(rootProgress(progress(changes)).text).toBe(text);
  });

  it('can be cancelled by its button or its reference', () => {
    const content = rootProgress(progress());
    expect(JSON.stringify(content.blocks)).toContain('"action_id":"cancel"');
    expect(JSON.stringify(content.blocks)).toContain('"value":"inv-7f3a"');
    expect(wordsOf(content)).toContain('reference inv-7f3a');
  });

  it('adds the note and who asked', () => {
    const words = wordsOf(rootProgress(progress({ note: 'RabbitMQ cannot be seen' })));
    expect(words).toContain('RabbitMQ cannot be seen');
    expect(words).toContain('Asked by <@U0ASKER> · staging · multichannel, channels 1-50, live');
  });

  it('is accepted by Slack and inert for any progress', () => {
    const step = fc.record({
      label: anyText,
      state: fc.constantFrom('pending' as const, 'active' as const, 'done' as const, 'failed' as const),
      at: anyText,
    });
    const any = fc.record({
      investigation: anyText,
      environment: anyText,
      requestedBy: anyText,
      request: anyText,
      state: fc.constantFrom('waiting' as const, 'configuring' as const, 'watching' as const, 'explaining' as const),
      position: fc.nat(),
      jobId: anyText,
      startedAt: fc.nat(),
      steps: fc.array(step, { maxLength: 60 }),
      note: anyText,
    });
    holdsForAny(any, (hostile) => expectAcceptable(rootProgress(hostile)));
  });
});
