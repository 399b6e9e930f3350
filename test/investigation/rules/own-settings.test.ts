import { expect, it } from 'vitest';
import type { Gap } from '#investigation/observation.ts';
import { ownSettings } from '#investigation/rules/own-settings.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { ack, but, evidence, gap, healthyRun, notConfigured, type Seen, withGaps } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const cert = 'POST /configure: self-signed certificate';
const unreached: Seen = [20, notConfigured({ outcome: 'unreachable', detail: cert })];
const mended = (of: Gap, mend: string): Gap => ({ ...of, mend });
const focusServer = (kind: 'ack-answer' | 'live-metadata') =>
  mended(
    gap(40, [kind], 'not-trusted', 'GET /ack: self-signed certificate'),
    "Name the PEM file of the certificate's authority as focusServer.ca in focus.yml",
  );
const rabbitmq = mended(
  gap(
    30,
    ['broker-state', 'queue-state'],
    'misdirected',
    'connecting to amqp://nowhere:5672: getaddrinfo ENOTFOUND nowhere',
  ),
  'Correct the host in rabbitmq.amqpUrl in focus.yml',
);
const pods = gap(35, ['pod-state'], 'misdirected', 'reading the kubeconfig /etc/kubeconfig failed: ENOENT');
const untrusted = withGaps(evidence([unreached]), rabbitmq, focusServer('ack-answer'), focusServer('live-metadata'));

testRule(ownSettings, {
  cause: {
    'the certificate of Focus Server is not trusted': withGaps(evidence([unreached]), focusServer('ack-answer')),
    'several parts are hidden': untrusted,
    'the kubeconfig cannot be read': withGaps(evidence([unreached, ack(60, true)]), pods),
  },
  certain: [
    'the certificate of Focus Server is not trusted',
    'several parts are hidden',
    'the kubeconfig cannot be read',
  ],
  not: {
    'the consumer is there all the same': withGaps(evidence(but(healthyRun, ['broker-state'])), rabbitmq),
    'a part is silent': withGaps(evidence([unreached]), gap(40, ['ack-answer'], 'unreachable', 'connect ECONNREFUSED')),
  },
});

it('own-settings names each setting once, that of Focus Server first', () => {
  expect(ownSettings.find(buildTimeline(untrusted))?.remedy).toBe(
    "Name the PEM file of the certificate's authority as focusServer.ca in focus.yml; correct the host in rabbitmq.amqpUrl in focus.yml",
  );
});
