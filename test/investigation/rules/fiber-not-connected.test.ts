import { fiberNotConnected } from '#investigation/rules/fiber-not-connected.ts';
import { ack, evidence, live, log, notConfigured, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const refused: Seen = [20, notConfigured({ status: 503, detail: '{"error":"Service Unavailable"}' })];
const unready: Seen = [5, { kind: 'live-metadata', ready: false, prr: 0, softwareVersion: '3.7.1', detail: '' }];
const line = log(
  30,
  'backend',
  'error',
  'Cannot configure job - validation failed: Cannot proceed: Missing required fiber metadata fields: prr',
);

testRule(fiberNotConnected, {
  cause: {
    'configure is refused, prr is 0 and the log says so': evidence([refused, ack(4, true), live(5, false), line]),
    'live metadata was not seen, and the log says so': evidence([refused, ack(4, true), line], {
      blind: ['live-metadata'],
    }),
    'prr is 0, and nobody says why': evidence([refused, ack(4, true), unready]),
    'the log is silent': evidence([refused, ack(4, true), live(5, false)]),
  },
  certain: [
    'configure is refused, prr is 0 and the log says so',
    'live metadata was not seen, and the log says so',
    'the log is silent',
  ],
  not: {
    'nobody says why it was refused': evidence([refused, ack(4, true)], { blind: ['live-metadata'] }),
    'live metadata is ready': evidence([refused, ack(4, true), live(5, true)]),
    'configure was refused for another reason': evidence([
      [20, notConfigured({ status: 422, detail: 'nfft' })],
      live(5, false),
    ]),
  },
});
