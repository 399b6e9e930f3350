import { expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import type { Gap } from '#investigation/observation.ts';
import { backendDown } from '#investigation/rules/backend-down.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  backendPod,
  evidence,
  log,
  metadata,
  notConfigured,
  pod,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const gateway: Seen = [20, notConfigured({ status: 503, detail: '<html>503 Service Temporarily Unavailable' })];
const refused: Seen = [20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })];

const slow: Seen = [20, notConfigured({ outcome: 'unreachable', detail: 'connect ETIMEDOUT' })];
const unreached: Seen = [10, { kind: 'ack-answer', ok: false, tookMs: 5_000, detail: 'connect ETIMEDOUT' }];

function lostToo(seen: Evidence): Evidence {
  const detail = 'connect ECONNREFUSED';
  const gap: Gap = { at: ZERO, probe: 'pods', kinds: ['pod-state'], reason: 'unreachable', detail };
  return { ...seen, gaps: [...seen.gaps, gap] };
}

testRule(backendDown, {
  cause: {
    'the gateway answers in its place and its pod is not Ready': evidence([
      gateway,
      ack(10, false),
      backendPod(15, false),
    ]),
    'connections are refused and no pod of it was seen': evidence([refused, ack(10, false)]),
  },
  certain: ['the gateway answers in its place and its pod is not Ready'],
  possible: {
    'nothing answered within its time, and no pod of it was seen': evidence([slow, unreached]),
    'configure was answered, and no pod of it was seen': evidence([metadata(500, 'server-error'), ack(510, false)]),
    'connections are refused, by Kubernetes as well': lostToo(evidence([refused, ack(10, false)])),
  },
  not: {
    'the health endpoint answers': evidence([gateway, ack(10, true), backendPod(15, false)]),
    'its pod is Ready, so the way to it is broken': evidence([gateway, ack(10, false), backendPod(15, true)]),
  },
});

const containers = [
  { name: 'focus-server', image: '', ready: false, restarts: 5, state: 'waiting', reason: 'CrashLoopBackOff' },
] as const;
const crashing = pod(15, 'running', { role: 'backend', name: 'panda-focus-server-1', uid: 'b1', containers });

it('of a pod that crashes again and again it advises to read why, where it does not know', () => {
  const found = backendDown.find(buildTimeline(evidence([gateway, ack(10, false), crashing])));
  expect(found?.remedy).toMatch(/^Read why it crashes in the log of its last run \(kubectl logs --previous\)/);
});

it('of a pod that crashes again and again it says with what error, where its last run logged one', () => {
  const said = log(20, 'backend', 'error', 'ERROR pz.focus_server settings.yaml, line 14: not allowed here, exiting', {
    pod: 'panda-focus-server-1',
  });
  const found = backendDown.find(buildTimeline(evidence([gateway, ack(10, false), crashing, said])));
  expect(found?.summary).toMatch(/; it logged ".*settings\.yaml, line 14: not allowed here, exiting"$/);
  expect(found?.remedy).toMatch(/^Mend what its log says before each crash/);
  expect(found?.because).toContainEqual(expect.objectContaining({ fact: said[1] }));
});
