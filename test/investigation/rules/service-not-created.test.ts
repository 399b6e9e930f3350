import { expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import { rules } from '#investigation/rules/index.ts';
import { serviceNotCreated } from '#investigation/rules/service-not-created.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { evidence, healthyRun, kubernetesJob, log, noConsumerRun, service } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

function taken(name: string) {
  const words = `Service "${name}" is invalid: spec.ports[0].nodePort: Invalid value: 12319: provided port is already allocated`;
  return log(300, 'backend', 'error', `2025-11-13T15:34:15+0000 ERROR pz.focus_server The ${words}`);
}
const line = taken('grpc-service-19-7');

testRule(serviceNotCreated, {
  cause: {
    'the backend’s log says so, and the consumer is there': evidence([...healthyRun, service(310, false), line]),
    'there never was one while its Job was': evidence([...healthyRun, service(310, false)]),
    'another job’s Service is there': evidence([
      ...healthyRun,
      service(310, false),
      service(320, true, 'grpc-service-19-71'),
    ]),
    'logs could not be read': evidence([...healthyRun, service(310, false)], { blind: ['log-line'] }),
    'Services could not be seen, and the log says so': evidence([...healthyRun, line], { blind: ['service-state'] }),
  },
  not: {
    'Services could be seen for a while only': evidence([...healthyRun, service(310, false)], {
      blind: ['service-state'],
    }),
    'it is there': evidence([...healthyRun, service(310, false), service(340, true), line]),
    'another job’s Service was refused': evidence([
      ...healthyRun,
      taken('grpc-service-19-71'),
      taken('grpc-service-119-7'),
    ]),
    'only another job’s Service is absent': evidence([...healthyRun, service(310, false, 'grpc-service-19-71')]),
    'nobody looked for it': evidence(healthyRun, { blind: ['service-state'] }),
    'its Job is not there either': evidence([
      ...healthyRun.filter(([, fact]) => fact.kind !== 'kubernetes-job-state'),
      service(310, false),
    ]),
    'its Job was deleted at once': evidence([
      ...noConsumerRun,
      service(310, false),
      kubernetesJob(1_000, false, { deleted: true }),
    ]),
  },
});

it('stands behind the cause of a missing consumer, which it is not', () => {
  const without = [...noConsumerRun, service(310, false), line];
  const { cause, alsoFound } = diagnose(buildTimeline(evidence(without)), rules);
  expect(cause?.rule.id).toBe('consumer-never-created');
  expect(alsoFound.map(({ rule }) => rule.id)).toEqual(['service-not-created']);
});

it('is certain by the words of Kubernetes, and likely by the absence', () => {
  const found = serviceNotCreated.find(buildTimeline(evidence([...healthyRun, service(310, false), line])));
  expect(found?.confidence).toBe('certain');
  expect(found?.summary).toBe(
    'Service grpc-service-19-7 was not made: Kubernetes said it is invalid: spec.ports[0].nodePort: Invalid value: 12319: provided port is already allocated; the consumer is there, and nobody reaches its stream',
  );
  expect(found?.commands).toContain("kubectl -n <namespace> get services -A | grep -F ':12319/'");
  const absent = serviceNotCreated.find(buildTimeline(evidence([...healthyRun, service(310, false)])));
  expect(absent?.confidence).toBe('likely');
});

it('sends nobody after the holder of a port that Kubernetes refused for another reason', () => {
  const words = 'spec.ports[0].nodePort: Invalid value: 12331: provided port is not in the valid range';
  const refused = log(
    300,
    'backend',
    'error',
    `ERROR pz.focus_server Service "grpc-service-19-7" is invalid: ${words}`,
  );
  const found = serviceNotCreated.find(buildTimeline(evidence([...healthyRun, refused])));
  expect(found?.confidence).toBe('certain');
  expect(found?.remedy).toBe('Fix what Kubernetes names there, then run again');
  expect(found?.commands?.join()).not.toContain('grep');
});

it('is told beside the cause of a missing consumer', () => {
  const { cause, alsoFound } = diagnose(buildTimeline(evidence([...noConsumerRun, service(310, false)])), rules);
  expect([cause?.rule.id, ...alsoFound.map(({ rule }) => rule.id)]).toEqual([
    'consumer-never-created',
    'service-not-created',
  ]);
});
