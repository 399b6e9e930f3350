import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, last } from './read-timeline.ts';

/** Configure was sent and nothing came back, so that a job may exist. It is never sent again. */
export const configureUnanswered: Rule = {
  id: 'configure-unanswered',
  needs: ['configure-answer'],
  explains: [],
  blames: 'path',
  asksOf: ['started'],
  find(timeline) {
    const { configure } = timeline.evidence.subject;
    if (configure?.outcome !== 'unanswered') return undefined;
    const ack = last(timeline, 'ack-answer');
    return {
      confidence: 'likely',
      summary: `Configure got no answer in ${seconds(configure.answeredAt - configure.sentAt)} (${configure.detail}); it may have created a job, so it was not sent again`,
      remedy:
        'Look for a grpc-job that began in that minute before you run again; Focus Server under ten calls at once takes 15–47 s',
      because: all(timeline, 'configure-answer'),
      against: ack?.fact.ok ? [ack] : [],
      refuter:
        'A backend log of that minute without "got configuration" would show it wrong: then the request never arrived',
      commands: [
        kubectl(timeline, 'get jobs --sort-by=.metadata.creationTimestamp | grep grpc-job | tail -5'),
        kubectl(
          timeline,
          `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -E 'got configuration|Applied YAML'`,
        ),
        curl(timeline, `/ack -m 10 -w '\\n%{http_code} %{time_total}s\\n'`),
      ],
      open: ['Whether a job was created is not known'],
    };
  },
};
