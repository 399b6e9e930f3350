import { noRecording } from '#investigation/rules/no-recording.ts';
import { evidence, notConfigured, type Seen, ZERO } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const none: Seen = [20, notConfigured({ status: 404, detail: '{"error":"No recording found in given time range"}' })];
const recording = { from: ZERO / 1_000 - 7_200, to: ZERO / 1_000 - 3_600 };
const request = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1000,
  recording,
} as const;

testRule(noRecording, {
  cause: { 'a historic request for an empty hour': evidence([none], { subject: { request } }) },
  certain: ['a historic request for an empty hour'],
  not: {
    'configure is a route that does not exist': evidence([
      [20, notConfigured({ status: 404, detail: '{"detail":"Not Found"}' })],
    ]),
  },
});
