import type { Scenario } from '../scenario.ts';

// Made of parts, so that no secret scanner takes these for real ones.
const slackToken = ['xoxb', '2154', 'lab', 'notarealtoken'].join('-');
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJsYWIifQ', 'c2lnbmF0dXJl'].join('.');

export const secretsInLogs: Scenario = {
  id: 'secrets-in-logs',
  story:
    'Everything works, and the analyzer logs passwords, tokens and Slack markup: none of it may do harm in the channel',
  faults: [
    {
      kind: 'log',
      from: 'grpc',
      after: 'started',
      lines: [
        'WARNING pz.baby_analyzer retrying amqp://panda:sw0rdf1sh@rabbitmq-panda:5672',
        'WARNING pz.baby_analyzer password=sw0rdf1sh was not taken at the first try',
        `WARNING pz.baby_analyzer Authorization: Bearer ${jwt} is about to expire`,
        `WARNING pz.baby_analyzer could not tell Slack with ${slackToken}`,
        'WARNING pz.baby_analyzer <!channel> <@U0ONCALL> says <https://evil.example|click> ```*hello*``` \u202egnp.exe',
      ],
    },
  ],
  expected: {
    verdict: 'healthy',
    says: [['healthy', 'consumer', 'metadata', 'stream']],
    never: ['sw0rdf1sh', jwt, slackToken, '<!channel>', 'evil.example', '\u202e', 'broken', 'fail'],
  },
};
