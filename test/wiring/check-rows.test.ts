import { describe, expect, it } from 'vitest';
import { checkRows } from '../../src/wiring/check-rows.ts';
import { check, MINUTE, NOON, story } from '../support/book.ts';

const api = check('api');
const live = check('live', { environment: 'production' });
const linkTo = async (key: string) => `https://slack.example/${key}`;

describe('the rows of checks', () => {
  it('stand in the order of focus.yml, with what is known of each', async () => {
    const it = story(api, live).runs('FF');
    const nextTicks = new Map([['api', NOON + MINUTE]]);
    const [first, second] = await checkRows({ checks: [live, api], book: it.book, nextTicks, linkTo });
    expect(first).toEqual({
      name: 'live',
      environment: 'production',
      what: 'status, every 5 min',
      phase: 'ok',
      marks: [],
    });
    expect(second).toEqual({
      name: 'api',
      environment: 'lab',
      what: 'status, every 5 min',
      phase: 'alerting',
      marks: it.book.checks.api?.marks,
      nextAt: NOON + MINUTE,
      lastHeadline: 'The backend does not answer',
      link: `https://slack.example/incident:${it.incident.id}`,
    });
  });

  it('tell of what pauses a check, and since when it sees nothing', async () => {
    const it = story(api).runs('BB').take({ kind: 'pause', at: NOON, check: 'api', by: 'U1' });
    const [row] = await checkRows({ checks: [api], book: it.book, nextTicks: new Map(), linkTo });
    expect(row).toMatchObject({ blindSince: NOON, paused: { by: 'U1', at: NOON } });
    expect(row?.link).toContain(it.incident.id);
  });

  it('are of the check alone, whatever its name', async () => {
    const odd = check('constructor');
    const [row] = await checkRows({ checks: [odd], book: story(odd).book, nextTicks: new Map(), linkTo });
    expect(row).toMatchObject({ phase: 'ok', marks: [] });
    expect(row).not.toHaveProperty('paused');
  });
});
