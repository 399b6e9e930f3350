import { routeMissing } from '#investigation/rules/route-missing.ts';
import { control } from '../../support/controls.ts';
import { but, evidence, metadata, noConsumerRun, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const absent: readonly Seen[] = [
  metadata(400, 'route-absent'),
  metadata(15_000, 'route-absent'),
  metadata(30_100, 'route-absent'),
];
const routes = (paths: readonly string[]): Seen => [50, { kind: 'route-list', served: true, routes: paths }];
const run = but(noConsumerRun, ['metadata-answer'], ...absent);

testRule(routeMissing, {
  cause: {
    'metadata answers the 404 of no route, and openapi.json does not list it': evidence([
      ...run,
      routes(['/configure', '/ack']),
    ]),
    'an impossible id and an impossible route get the same answer': evidence([
      ...run,
      control('impossible-id', 'route-absent'),
      control('impossible-route', 'route-absent'),
    ]),
    'openapi.json is not served': evidence([...run, [50, { kind: 'route-list', served: false, routes: [] }]]),
  },
  certain: [
    'metadata answers the 404 of no route, and openapi.json does not list it',
    'an impossible id and an impossible route get the same answer',
  ],
  possible: {
    'openapi.json lists it': evidence([...run, routes(['/metadata/{job_id}'])]),
    'a gateway answers what Focus Server does not know': evidence([
      ...run,
      control('impossible-id', 'unexpected'),
      control('impossible-route', 'unexpected'),
    ]),
  },
  not: {
    'metadata knows that an impossible id is unknown, so the route exists': evidence([
      ...run,
      control('impossible-id', 'id-unknown'),
      control('impossible-route', 'route-absent'),
    ]),
    'the id was unknown once, so the route exists': evidence([...run, metadata(500, 'id-unknown')]),
  },
});
