import { asked, type Question } from '../question.ts';

const NONE =
  'There are no scheduled checks. They are written in focus.yml, under `checks:`; focus.example.yml shows how, and `npm run --silent focus -- checks --dry-run` what they would do.';

export const checksQuestion: Question = {
  kind: 'checks',
  usage: '/focus checks [pause NAME [LENGTH] | resume NAME]',
  summary: () =>
    'Shows the scheduled checks: how each stands, its last runs and its next one; run, pause or resume them.',
  examples: () => ['/focus checks'],
  details: ({ checks }) => [
    ...(checks.length > 0 ? [`\`NAME\`: ${checks.map(({ name }) => name).join(', ')}`] : []),
    '`LENGTH`: 5m to 7d (`pause NAME 2h`); a day without it',
  ],
  parse: (_text, { checks, defaultEnvironment }) =>
    checks.length === 0 ? { kind: 'nothing', why: NONE } : asked(defaultEnvironment, { kind: 'checks' }),
};
