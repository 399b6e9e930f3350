import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { judgeSecondLook, type LivingJob, type Since } from '#lookups/history/second-look.ts';
import { incident, MINUTE, member } from '../../support/incident.ts';
import { containerOf, evidenceOf, NOW, podOf, seenOf } from '../../support/jobs-seen.ts';
import { past } from '../../support/past.ts';
import { backendPod } from '../../support/stack-seen.ts';

/** When the second look was, on the bot's clock; the cluster's is 6 s ahead. */
const AT = NOW - 6_000;
const STARTED = AT - 11 * MINUTE;
const run = past({
  environment: 'lab',
  verdict: 'broken',
  cause: 'queue-missing',
  startedAt: STARTED,
  tookMs: MINUTE,
  jobId: '19-7',
});

function look(over: Partial<Since> = {}) {
  const evidence = evidenceOf(seenOf());
  return judgeSecondLook({ run, later: [], living: [], incidents: [], evidence, ...over });
}
const later = (id: string, minutes: number, over: Partial<PastInvestigation>) =>
  past({ investigation: id, jobId: id, environment: 'lab', startedAt: STARTED + minutes * MINUTE, ...over });
const living = (jobId: string, minutesOld: number, over: Partial<LivingJob> = {}): LivingJob => ({
  jobId,
  ageMs: minutesOld * MINUTE,
  health: 'well',
  ...over,
});

describe('a second look', () => {
  it('claims nothing of what was not seen', () => {
    expect(look()).toEqual({ at: AT });
  });

  it('takes the next job from the first later investigation that tells, not from the latest', () => {
    const lines = [
      later('22-1', 9, { verdict: 'broken' }),
      later('21-1', 4, { verdict: 'degraded', totalMs: 8_000 }),
      later('20-1', 2, { verdict: 'inconclusive' }),
    ];
    expect(look({ later: lines }).next).toEqual({ consumer: true, jobId: '21-1', from: 'history' });
    expect(look({ later: lines.slice(0, 1) }).next).toEqual({ consumer: false, jobId: '22-1', from: 'history' });
  });

  it('takes neither the run itself nor another look at its job for the next job', () => {
    expect(look({ later: [run, later('again', 3, { jobId: '19-7', verdict: 'broken' })] }).next).toBeUndefined();
  });

  it('takes it from the oldest job born since that is judged, where no investigation tells', () => {
    const jobs = [
      living('23-1', 1, { health: 'well' }),
      living('22-1', 5, { health: 'unwell', consumers: 0 }),
      living('21-1', 6, { health: 'starting' }),
      living('18-1', 30, { health: 'well' }),
      living('19-7', 9, { health: 'well' }),
    ];
    expect(look({ living: jobs }).next).toEqual({ consumer: false, jobId: '22-1', from: 'look' });
    expect(look({ living: [living('24-1', 2, { health: 'ending', consumers: 1 })] }).next).toEqual({
      consumer: true,
      jobId: '24-1',
      from: 'look',
    });
    const told = later('25-1', 3, { verdict: 'healthy' });
    expect(look({ living: jobs, later: [told] }).next?.from).toBe('history');
  });

  it.each([
    ['was started since', 2 * MINUTE, true],
    ['runs since before', 3 * 60 * MINUTE, false],
  ])('says that the backend %s, by the cluster’s clock', (_words, agoMs, restarted) => {
    const containers = [containerOf({ startedStamp: NOW - agoMs })];
    const seen = (pod: ReturnType<typeof podOf>) => look({ evidence: evidenceOf(seenOf({ pods: [pod] })) }).restarted;
    expect(seen(backendPod({ containers }))).toBe(restarted);
    expect(seen(backendPod({ containers, deleted: true }))).toBeUndefined();
    expect(seen(podOf('19-7', { containers }))).toBeUndefined();
  });

  it('says nothing of the backend where the cluster’s clock is not known', () => {
    const evidence = evidenceOf(seenOf({ pods: [backendPod()] }));
    const observations = evidence.observations.filter(({ fact }) => fact.kind !== 'clock-reading');
    expect(look({ evidence: { ...evidence, observations } }).restarted).toBeUndefined();
  });

  it('says whether the alerts of the same check or cause are over', () => {
    const during = { since: STARTED - MINUTE, members: [member({ causes: ['queue-missing'] })] };
    const over = incident({ ...during, state: 'resolved', resolvedAt: STARTED + 5 * MINUTE });
    expect(look({ incidents: [over] }).alert).toBe('healed');
    expect(look({ incidents: [over, incident(during)] }).alert).toBe('open');
    const ofCheck = incident({ since: STARTED, members: [member({ check: 'nightly', causes: ['own-settings'] })] });
    expect(look({ run: { ...run, check: 'nightly' }, incidents: [ofCheck] }).alert).toBe('open');
  });

  it('takes no alert of another environment, cause or time for it, nor one that tells of blindness', () => {
    const during = { since: STARTED, members: [member({ causes: ['queue-missing'] })] };
    const others = [
      incident({ ...during, environment: 'production' }),
      incident({ ...during, kind: 'blindness' }),
      incident({ ...during, members: [member({ causes: ['pod-crashed'] })] }),
      incident({ ...during, since: STARTED + 2 * MINUTE }),
      incident({ ...during, since: STARTED - 9 * MINUTE, state: 'resolved', resolvedAt: STARTED - MINUTE }),
    ];
    expect(look({ incidents: others }).alert).toBeUndefined();
  });
});
