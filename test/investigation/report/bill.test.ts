import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { evidence, healthyRun, notConfigured, pod } from '../../support/evidence.ts';

const bill = [
  { part: 'Focus Server', requests: 12, bytes: 4_200 },
  { part: 'Kubernetes', requests: 1, bytes: 0 },
];

describe('the bill of a run', () => {
  it('has what was asked of whom, and how long the job holds its GPU slot as far as is known', () => {
    expect(explain({ ...evidence(healthyRun), bill }).bill).toBe(
      '13 requests: Focus Server 12 (4 kB) and Kubernetes 1; 1 job, its GPU slot for about 38 s',
    );
    const ended = evidence([...healthyRun, pod(20_400, 'ready', { deleted: true })]);
    expect(explain({ ...ended, bill }).bill).toContain('1 job, its GPU slot for 20 s');
  });

  it('has no job where none was made, and is absent where nobody counted', () => {
    const refused = evidence([[300, notConfigured({ status: 503 })]]);
    expect(explain({ ...refused, bill }).bill).toBe('13 requests: Focus Server 12 (4 kB) and Kubernetes 1');
    expect(explain(evidence(healthyRun)).bill).toBeUndefined();
  });
});
