import { expect, it } from 'vitest';
import type { FactKind } from '#investigation/observation.ts';
import { kubernetesUnreachable } from '#investigation/rules/kubernetes-unreachable.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { ack, evidence, live, metadata, withGaps } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

function silent(kind: FactKind, reason: 'unreachable' | 'timed-out' | 'refused' = 'timed-out') {
  return {
    kinds: [kind],
    reason,
    detail: 'GET /api/v1/namespaces/panda/pods of the Kubernetes API: no answer in 5 s',
  } as const;
}
const kinds = ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event', 'log-line'] as const;
const answering = evidence([live(5, true), ack(4, true), metadata(900, 'network-error')]);
const all = kinds.map((kind) => silent(kind));

testRule(kubernetesUnreachable, {
  cause: {
    'nothing of it answered, and Focus Server did': withGaps(answering, ...all),
    'connections were refused': withGaps(answering, ...kinds.map((kind) => silent(kind, 'unreachable'))),
    'only metadata answered of Focus Server': withGaps(evidence([metadata(400, 'id-unknown')]), ...all),
  },
  not: {
    'a part of it answered': withGaps(answering, ...all.slice(1)),
    'it refused': withGaps(answering, ...kinds.map((kind) => silent(kind, 'refused'))),
    'Focus Server did not answer either': withGaps(evidence([ack(4, false), metadata(900, 'network-error')]), ...all),
    'it is not configured': evidence([ack(4, true)], { blind: kinds }),
  },
});

it('says what was not seen, and never that it is absent', () => {
  expect(kubernetesUnreachable.find(buildTimeline(withGaps(answering, ...all)))?.summary).toBe(
    'The Kubernetes API did not answer the bot, while Focus Server did (GET /api/v1/namespaces/panda/pods of the Kubernetes API: no answer in 5 s): what was not seen is pods, Kubernetes Jobs, the Service, Kubernetes events and logs',
  );
});
