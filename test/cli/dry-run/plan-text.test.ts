import { describe, expect, it } from 'vitest';
import { planDay } from '#cli/dry-run/plan-day.ts';
import { planJson } from '#cli/dry-run/plan-json.ts';
import { planText } from '#cli/dry-run/plan-text.ts';
import { parseConfig } from '#config.ts';

const world = [
  'environments:',
  '  staging: { focusServer: { url: https://a } }',
  '  prod: { focusServer: { url: https://b } }',
  'checks:',
].join('\n');
const night = "quietHours: { from: '22:00', to: '06:30', tz: Europe/Berlin }";
const service = "maintenance: [{ cron: '0 3 * * *', for: 2h, tz: Europe/Berlin }]";
const live = `live: { environment: staging, timing: { nfft: 512 }, every: 1h, channel: C0123456789, ${night}, ${service} }`;
const ready = `ready-at-night: { environment: staging, status: [ack], cron: '*/30 20-22,4-6 * * *', tz: Europe/Berlin, channel: C0123456789, alertAfter: 1 of 1, ${night}, ${service} }`;

function planOf(lines: readonly string[], from = '2026-11-22T05:16:20Z') {
  const yaml = `${world}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const sources = { env: {}, yaml, yamlName: 'focus.yml', variables: {}, needs: [], readFile: () => '' };
  return planDay(parseConfig(sources).checks, Date.parse(from));
}

function linesOf(lines: readonly string[], from?: string): readonly string[] {
  return planText(planOf(lines, from)).split('\n');
}

const cronCheck = (name: string, cron: string, more = '') =>
  `${name}: { environment: staging, status: [ack], cron: '${cron}', channel: C0123456789${more} }`;

const whole = `2 checks from Sun 22 Nov 2026 05:16 to Mon 23 Nov 2026 05:16 UTC. This is a plan: nothing was run or posted.

live            staging  timing  every 1 h                                  C0123456789  alert after 2 of 3 failed, recovered after 2 good
  asks         multichannel, channels 1-50, NFFT 512, 0-500 Hz, 10 s, height 1000, live; waits 30 s
  runs         22 runs and 2 left out, first Sun 06:59:35 (Sun 05:59:35 UTC), last Mon 05:59:35 (Mon 04:59:35 UTC)
  maintenance  Mon 03:00 to Mon 05:00 (Mon 02:00 to Mon 04:00 UTC): 2 runs left out
  quiet hours  Sat 22:00 to Sun 06:30 (Sat 21:00 to Sun 05:30 UTC): 0 runs that would post nothing
               Sun 22:00 to Mon 06:30 (Sun 21:00 to Mon 05:30 UTC): 6 runs that would post nothing

ready-at-night  staging  status  cron */30 20-22,4-6 * * * (Europe/Berlin)  C0123456789  alert after 1 of 1 failed, recovered after 2 good
  asks         ack
  runs         10 runs and 2 left out, in Europe/Berlin
               Sun 22 Nov  06:30  20:00  20:30  21:00  21:30  22:00~ 22:30~   05:30 to 21:30 UTC
               Mon 23 Nov  04:00× 04:30× 05:00~ 05:30~ 06:00~                 03:00 to 05:00 UTC
  maintenance  Mon 03:00 to Mon 05:00 (Mon 02:00 to Mon 04:00 UTC): 2 runs left out
  quiet hours  Sat 22:00 to Sun 06:30 (Sat 21:00 to Sun 05:30 UTC): 0 runs that would post nothing
               Sun 22:00 to Mon 06:30 (Sun 21:00 to Mon 05:30 UTC): 5 runs that would post nothing

~ quiet hours: it runs, and posts nothing
× maintenance: it does not run

Warning: these run within a minute of each other in the same environment.
  staging  live and ready-at-night  4 times  first Sun 18:59:35 UTC, 24.8 s apart
`;

describe('the plan of a day', () => {
  it('shows each check with its times, and where it would be quiet or left out', () => {
    expect(planText(planOf([live, ready]))).toBe(whole);
  });

  it('names checks of one environment that run within a minute of each other, not those of two', () => {
    const warned = linesOf([
      cronCheck('a', '0 6 * * *'),
      cronCheck('b', '0 */6 * * *'),
      cronCheck('c', '59 0 12 * * *'),
      cronCheck('d', '1 18 * * *'),
      cronCheck('f', '59 17 * * *'),
      cronCheck('e', '0 6 * * *').replace('staging', 'prod'),
    ]);
    expect(warned.slice(warned.findIndex((line) => line.startsWith('Warning')))).toEqual([
      'Warning: these run within a minute of each other in the same environment.',
      '  staging  a and b  1 time  first Sun 06:00:00 UTC',
      '  staging  b and c  1 time  first Sun 12:00:00 UTC, 59 s apart',
      '',
    ]);
  });

  it('names only the first of many pairs', () => {
    const checks = Array.from({ length: 8 }, (_, i) => cronCheck(`check-${i}`, '0 6 * * *'));
    expect(linesOf(checks).slice(-3)).toEqual([expect.stringMatching(/^ {2}staging /), '  and 8 other pairs', '']);
  });

  it('has no warning of a run that is left out', () => {
    const open = ', maintenance: [{ from: 2026-11-22T05:00Z, to: 2026-11-25T05:00Z }]';
    const told = linesOf([cronCheck('a', '0 6 * * *', open), cronCheck('b', '0 6 * * *')]);
    expect(told.join('\n')).not.toContain('Warning');
    expect(told).toContain('  maintenance  Sun 22 Nov 05:00 to Wed 25 Nov 05:00: 1 run left out');
  });

  it('says when a check comes next that maintenance leaves out before', () => {
    const service =
      ", maintenance: [{ from: 2026-11-29T00:00Z, to: 2026-12-01T00:00Z }, { cron: '0 3 6 12 *', for: 2h }]";
    expect(linesOf([cronCheck('weekly', '30 3 * * 0', service)], '2026-11-23T05:16:20Z')).toContain(
      '  runs         none on this day; the next is on Sun 13 Dec 2026 03:30',
    );
  });

  it('says when a check comes next that does not come on this day', () => {
    expect(linesOf([cronCheck('yearly', '0 6 1 1 *', ', tz: Europe/Berlin')])).toContain(
      '  runs         none on this day; the next is on Fri 1 Jan 2027 06:00 (Fri 1 Jan 2027 05:00 UTC)',
    );
  });

  it('counts times that are too many to be read, also more than ten thousand', () => {
    expect(linesOf([cronCheck('often', '* * * * *')])).toContain(
      '  runs         1440 runs, first Sun 05:17, last Mon 05:16',
    );
    const { ticks } = planOf([live.replace('every: 1h', 'every: 5s')]).checks[0] ?? {};
    expect(ticks).toHaveLength(17_280);
    expect(new Set(ticks?.map(({ at }) => at)).size).toBe(17_280);
  });

  it('is for programs the same, with every tick', () => {
    const plan = JSON.parse(planJson(planOf([ready]))) as { checks: unknown[] };
    expect(plan).toMatchObject({ from: '2026-11-22T05:16:20.000Z', to: '2026-11-23T05:16:20.000Z', coincidences: [] });
    expect(plan.checks).toEqual([
      expect.objectContaining({
        name: 'ready-at-night',
        zone: 'Europe/Berlin',
        ticks: expect.arrayContaining([
          { at: '2026-11-22T19:00:00.000Z', state: 'runs' },
          { at: '2026-11-22T21:00:00.000Z', state: 'quiet' },
          { at: '2026-11-23T03:30:00.000Z', state: 'maintenance' },
          { at: '2026-11-23T04:00:00.000Z', state: 'quiet' },
        ]),
        maintenance: [{ from: '2026-11-23T02:00:00.000Z', to: '2026-11-23T04:00:00.000Z' }],
        quietHours: [
          { from: '2026-11-21T21:00:00.000Z', to: '2026-11-22T05:30:00.000Z' },
          { from: '2026-11-22T21:00:00.000Z', to: '2026-11-23T05:30:00.000Z' },
        ],
      }),
    ]);
  });

  it('goes by the clocks of a day on which they are changed', () => {
    const told = linesOf([cronCheck('hourly', '0 * * * *', ', tz: Europe/Berlin')], '2026-10-24T22:30:00Z');
    expect(told.find((line) => /^ .*Sun 25 Oct/.test(line))).toMatch(
      /Sun 25 Oct {2}01:00 {2}02:00 {2}02:00 {2}03:00 .* {2}23:00 to 06:00 UTC$/,
    );
  });
});
